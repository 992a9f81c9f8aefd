# R 4.2.2, survey 4.1.1. Run: Rscript tests/reference/waves.R   (reads anes96.csv, writes waves-*.csv)
# Two waves made of the public data (every third respondent is the old one), each calibrated to margins of its
# own. What R says of differences, of tests with the wave as column, and of the new wave on the old margins.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
suppressPackageStartupMessages(library(survey))
save_as <- function(table, name) {
  path <- file.path(here, paste0("waves-", name, ".csv"))
  write.csv(table, path, row.names = FALSE, quote = FALSE, na = "")
}
stacked_rows <- function(rows) do.call(rbind, rows)

people <- read.csv(file.path(here, "anes96.csv"), stringsAsFactors = TRUE)
people$news <- factor(people$news, c("never", "1-2 days", "3-5 days", "6-7 days"))
people$wave <- factor(ifelse(seq_len(nrow(people)) %% 3 == 1, "old", "new"), c("old", "new"))
targets <- list(
  old = list(
    age = c("19-34" = .32, "35-49" = .31, "50-64" = .19, "65+" = .18),
    education = c("school" = .52, "some college" = .26, "degree" = .22)
  ),
  new = list(
    age = c("19-34" = .26, "35-49" = .30, "50-64" = .22, "65+" = .22),
    education = c("school" = .44, "some college" = .29, "degree" = .27)
  )
)
sizes <- c(old = 90000, new = 97000)
for (margin in c("age", "education")) {
  people[[margin]] <- factor(people[[margin]], names(targets$old[[margin]]))
}
people$base <- as.vector(sizes[people$wave] / table(people$wave)[people$wave])

totals_of <- function(wave) sizes[[wave]] * c(1, targets[[wave]]$age[-1], targets[[wave]]$education[-1])
named <- function(totals, formula, data) setNames(totals, colnames(model.matrix(formula, data)))
calibrated <- function(data, of) {
  totals <- named(totals_of(of), ~ age + education, data)
  design <- svydesign(ids = ~1, weights = ~base, data = data)
  calibrate(design, ~ age + education, totals, calfun = "raking", epsilon = 1e-12)
}
alone <- lapply(c(old = "old", new = "new"), function(w) calibrated(people[people$wave == w, ], w))

# Both waves in one design: strata are the waves, and each wave has calibration columns of its own.
blocks <- ~ wave * (age + education)
both <- totals_of("old") + totals_of("new")
totals <- named(c(both[1], totals_of("new")[1], both[-1], totals_of("new")[-1]), blocks, people)
stacked <- svydesign(ids = ~1, strata = ~wave, weights = ~base, data = people)
stacked <- calibrate(stacked, blocks, totals, calfun = "raking", epsilon = 1e-12)
for (w in names(alone)) {
  stopifnot(all.equal(weights(stacked)[people$wave == w], weights(alone[[w]]), check.attributes = FALSE))
}

# ---- differences of shares, overall and in the domains of place
domains <- c(list(all = rep(TRUE, nrow(people))), lapply(split(seq_len(nrow(people)), people$place), function(rows) {
  seq_len(nrow(people)) %in% rows
}))
difference <- function(question, domain) {
  inside <- domains[[domain]]
  stacked_rows(lapply(levels(people[[question]]), function(answer) {
    outcome <- as.numeric(people[[question]] == answer)
    one <- update(stacked, outcome = outcome)
    model <- suppressWarnings(svyglm(outcome ~ wave, subset(one, inside)))
    gap <- coef(model)[["wavenew"]]
    error <- sqrt(diag(suppressWarnings(vcov(model))))[["wavenew"]]
    of_wave <- lapply(c(old = "old", new = "new"), function(w) {
      svymean(~outcome, update(alone[[w]], outcome = outcome[people$wave == w])[inside[people$wave == w], ])
    })
    shares <- sapply(of_wave, coef)
    v <- sapply(of_wave, SE)^2
    stopifnot(all.equal(sum(v), error^2, tolerance = 1e-8), all.equal(shares[[2]] - shares[[1]], gap))
    n <- table(people$wave[inside])
    df <- degf(subset(one, inside))
    t <- gap / error
    own <- sum(v)^2 / sum(v^2 / (n - 1))
    data.frame(question, domain, answer,
      old = shares[[1]], new = shares[[2]], difference = gap, standard_error = error, df,
      p = 2 * pt(-abs(t), df), low = gap - qt(.975, df) * error, high = gap + qt(.975, df) * error,
      df_satterthwaite = own, p_satterthwaite = 2 * pt(-abs(t), own)
    )
  }))
}
grid <- expand.grid(domain = names(domains), question = c("vote", "party", "news"), stringsAsFactors = FALSE)
found <- stacked_rows(Map(difference, grid$question, grid$domain))
found$p_adjusted <- p.adjust(found$p, "BH")
save_as(found, "differences")

# ---- tests with the wave as column variable
test <- function(question, domain) {
  found <- svychisq(reformulate(c(question, "wave")), subset(stacked, domains[[domain]]), statistic = "F")
  data.frame(question, domain, f = found$statistic, df1 = found$parameter[1], df2 = found$parameter[2], p = found$p.value)
}
save_as(stacked_rows(Map(test, grid$question[grid$domain == "all"], "all")), "tests")

# ---- the new wave on the margins of the old one: what the population's own change explains
recomposed <- calibrated(people[people$wave == "new", ], "old")
influence <- function(design, y) {
  w <- weights(design)
  z <- (y - weighted.mean(y, w)) / sum(w)
  model <- model.matrix(~ age + education, design$variables)
  u <- w * residuals(lm(z ~ model - 1, weights = design$variables$base))
  u - mean(u)
}
composition <- function(question) {
  stacked_rows(lapply(levels(people[[question]]), function(answer) {
    y <- as.numeric(people[[question]][people$wave == "new"] == answer)
    u <- influence(alone$new, y) - influence(recomposed, y)
    shares <- sapply(list(alone$new, recomposed), function(design) weighted.mean(y, weights(design)))
    n <- length(y)
    data.frame(question, answer,
      new = shares[1], recomposed = shares[2], effect = shares[1] - shares[2],
      standard_error = sqrt(n / (n - 1) * sum(u^2))
    )
  }))
}
save_as(stacked_rows(lapply(c("vote", "party", "news"), composition)), "composition")
