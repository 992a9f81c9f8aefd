# R 4.2.2, survey 4.1.1. Run: Rscript tests/reference/simulated.R samples.csv   (writes simulated.csv)
# What R says of the first surveys of `make simulate`, which tests.reference.simulated wrote: whatever a test
# rejects there too often, R rejects too often on the same data.
suppressPackageStartupMessages(library(survey))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
samples <- read.csv(commandArgs(trailingOnly = TRUE)[1])
area <- c(0.24, 0.29, 0.14, 0.33)
age <- c(0.19, 0.21, 0.25, 0.22, 0.13)

one_survey <- function(people) {
  n <- nrow(people)
  people <- transform(people, area = factor(area), age = factor(age), y = as.numeric(answer == 0), base = 1000)
  totals <- n * 1000 * c(1, area[-1], age[-1])
  names(totals) <- colnames(model.matrix(~ area + age, people))
  design <- calibrate(svydesign(ids = ~1, weights = ~base, data = people), ~ area + age, totals,
                      calfun = "raking", epsilon = 1e-12)
  chosen <- function(statistic) unname(svychisq(~ answer + area, design, statistic = statistic)$p.value[1])
  against <- sapply(levels(people$area), function(one) {
    fit <- svyglm(y ~ g, update(design, g = as.numeric(area == one)))
    summary(fit)$coefficients["g", "Pr(>|t|)"]
  })
  w <- weights(design)
  design <- update(design, s = sapply(people$answer, function(a) {
    sum(w[people$answer < a]) + sum(w[people$answer == a]) / 2
  }) / sum(w))
  rank <- as.vector(regTermTest(svyglm(s ~ area, design), ~area)$p)
  rare <- svymean(~rare, subset(design, area == "2"))
  c(rao_scott = chosen("F"), wald = chosen("Wald"), rank = rank, setNames(against, paste0("area", 1:4)),
    rare = unname(coef(rare)), rare_error = as.vector(SE(rare)))
}

each <- split(samples, list(samples$survey, samples$scenario), drop = TRUE)
found <- data.frame(
  scenario = sapply(each, function(people) people$scenario[1]),
  survey = sapply(each, function(people) people$survey[1]),
  t(sapply(each, one_survey))
)
write.csv(found, file.path(here, "simulated.csv"), row.names = FALSE, quote = FALSE)
