# R 4.2.2, survey 4.1.1.
# Shares of the invented survey of Elmshire: design weights as drawn, calibrated by raking.
# Rscript tests/reference/elmshire.R
suppressPackageStartupMessages(library(survey))

answers <- read.csv("tests/surveys/elmshire/responses.csv", fileEncoding = "UTF-8-BOM",
                    check.names = FALSE, colClasses = "character")
known <- read.csv("tests/surveys/elmshire/margins.csv")
answers$dweight <- as.numeric(answers$dweight)
answers$area <- c(A1 = "coast", A2 = "hills", A3 = "plain")[answers$area]
ages <- c(G1 = "16_34", G2 = "35_54", G3 = "55_69", G4 = "70_plus")
answers$age_group <- ages[answers$age_group]
answers$sex_age <- paste(c(F = "female", M = "male")[answers$sex], answers$age_group, sep = "_")
services <- c(buses = "bus", cycle_paths = "cycle", street_lighting = "light",
              refuse = "waste", parks = "park", water = "water")
for (service in names(services)) {
  given <- answers[[paste0("SAT[", services[service], "]")]]
  answers[[paste0("critical.", service)]] <- as.numeric(given %in% c("A1", "A2"))
  answers[[paste0("uses.", service)]] <- given %in% c("A1", "A2", "A3", "A4", "A5")
}
answers$would_stay <- as.numeric(answers$again == "Y")
answers$told <- answers$again %in% c("Y", "N")

target <- function(margin) {
  rows <- known[known$margin == margin, ]
  setNames(rows$population, rows$level)
}
population <- c(sum(target("area")), target("area")[-1], target("sex_age")[-1])
names(population) <- c("(Intercept)", paste0("area", names(target("area"))[-1]),
                       paste0("sex_age", names(target("sex_age"))[-1]))
answers$area <- factor(answers$area, names(target("area")))
answers$sex_age <- factor(answers$sex_age, names(target("sex_age")))
design <- calibrate(svydesign(~1, weights = ~dweight, data = answers), ~ area + sex_age,
                    population, calfun = "raking", epsilon = 1e-12, maxit = 200)

rows <- list()
share <- function(measure, service, column, part, by) {
  add <- function(group, inside) {
    found <- svymean(as.formula(paste0("~`", column, "`")), subset(design, inside))
    rows[[length(rows) + 1]] <<- data.frame(measure, service, group, share = as.numeric(found),
                                            standard_error = as.numeric(SE(found)))
  }
  add("all", part)
  for (group in unique(by)) add(group, part & by == group)
}
for (service in names(services))
  share("critical", service, paste0("critical.", service), answers[[paste0("uses.", service)]],
        as.character(answers$area))
share("would_stay", "", "would_stay", answers$told, answers$age_group)
table <- do.call(rbind, rows)
table <- table[order(table$measure, table$service, table$group), ]
table[4:5] <- lapply(table[4:5], format, digits = 15, trim = TRUE)
write.csv(table, "tests/reference/elmshire.csv", row.names = FALSE, quote = FALSE)
