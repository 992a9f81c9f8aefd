# R 4.2.2, survey 4.1.1. Read by anes96.R and anes96-more.R: the data and the designs that they work on.
suppressPackageStartupMessages(library(survey))
save_as <- function(table, name) {
  path <- file.path(here, paste0("anes96-", name, ".csv"))
  write.csv(table, path, row.names = FALSE, quote = FALSE, na = "")
}
indicators <- function(answers) sapply(levels(answers), function(level) as.numeric(answers == level))
stacked <- function(rows) do.call(rbind, rows)

people <- read.csv(file.path(here, "anes96.csv"), stringsAsFactors = TRUE)
people$turn <- rep_len(1:3, nrow(people))
people$equal <- 94400 / nrow(people)
people$unequal <- people$equal * people$turn / mean(people$turn)
targets <- list(
  age = c("19-34" = .32, "35-49" = .31, "50-64" = .19, "65+" = .18),
  education = c("school" = .52, "some college" = .26, "degree" = .22),
  place = c("rural" = .24, "small" = .22, "medium" = .26, "large" = .28)
)
for (margin in names(targets)) people[[margin]] <- factor(people[[margin]], names(targets[[margin]]))
totals <- 94400 * c(1, unlist(lapply(targets, function(shares) shares[-1])))
names(totals) <- colnames(model.matrix(~ age + education + place, people))
rake_to_totals <- function(design) {
  calibrate(design, ~ age + education + place, totals, calfun = "raking", epsilon = 1e-12)
}
plain <- svydesign(ids = ~1, weights = ~equal, data = people)
raked <- rake_to_totals(plain)
unequal <- rake_to_totals(svydesign(ids = ~1, weights = ~unequal, data = people))
designs <- list(plain = plain, raked = raked, unequal = unequal)
