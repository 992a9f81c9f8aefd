# R 4.2.2, survey 4.1.1, MASS 7.3-58, nnet 7.3-18, multcompView 0.1-8, FactoMineR 2.7.
# Run: Rscript tests/reference/anes96-more.R   (reads anes96.csv, writes anes96-*.csv)
# What R says of the same public data about what anes96.R leaves out: other methods of calibration, trimming,
# intervals, ranks, models, quantiles, pairs, classical test values, bootstrap.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "anes96-designs.R"))
suppressPackageStartupMessages({
  library(multcompView)
  library(FactoMineR)
})
people$news <- factor(people$news, c("never", "1-2 days", "3-5 days", "6-7 days"))
people$position <- factor(people$position, c("liberal", "moderate", "conservative"))
people$number <- as.integer(people$news) + people$turn / 4
n <- nrow(people)
designs <- lapply(designs, update,
  news = people$news, position = people$position, number = people$number,
  dole = as.numeric(people$vote == "Dole")
)
raked <- designs$raked
places <- levels(people$place)

# ---- methods of calibration within bounds, and trimming
reach <- function(...) {
  weights(calibrate(plain, ~ age + education + place, totals, epsilon = 1e-12, ...))
}
methods <- data.frame(
  linear = reach(calfun = "linear"), logit = reach(calfun = "logit", bounds = c(.3, 2.8)),
  truncated_linear = reach(calfun = "linear", bounds = c(.4, 2)),
  trim = weights(trimWeights(raked, upper = 150)),
  trim_strict = weights(trimWeights(raked, upper = 150, strict = TRUE))
)
capped <- raked
for (round in 1:200) {
  if (max(weights(capped)) <= 220 * (1 + 1e-9)) break
  people$capped <- pmin(weights(capped), 220)
  capped <- rake_to_totals(svydesign(ids = ~1, weights = ~capped, data = people))
}
methods$trim_and_rake <- weights(capped)
cells <- unique(cbind(people[names(targets)], methods))
save_as(cells[do.call(order, cells[1:3]), ], "methods")

# ---- intervals of a share
interval_row <- function(design, place, method) {
  chosen <- people$place == place
  inside <- subset(designs[[design]], chosen)
  found <- svyciprop(~dole, inside, method = method, df = degf(inside))
  data.frame(design, place, method, low = confint(found)[1], high = confint(found)[2])
}
grid <- expand.grid(
  method = c("xlogit", "beta", "asin", "mean"), place = places, design = c("raked", "unequal"),
  stringsAsFactors = FALSE
)
save_as(stacked(Map(interval_row, grid$design, grid$place, grid$method)), "intervals")

# ---- Wald's tests and residuals
wald_rows <- function(design, question) {
  f <- lapply(c("Wald", "adjWald"), function(statistic) {
    found <- svychisq(reformulate(c(question, "place")), designs[[design]], statistic = statistic)
    data.frame(design, question, statistic,
      f = as.vector(found$statistic), df1 = found$parameter[1], df2 = found$parameter[2],
      p = as.vector(found$p.value)
    )
  })
  stacked(f)
}
grid <- expand.grid(
  question = c("vote", "position", "party", "news"), design = names(designs), stringsAsFactors = FALSE
)
save_as(stacked(Map(wald_rows, grid$design, grid$question)), "wald")
residuals_of <- function(question) {
  table <- svytable(reformulate(c(question, "place")), raked, Ntotal = n)
  found <- as.data.frame(as.table(chisq.test(table, correct = FALSE)$stdres))
  names(found) <- c("answer", "place", "residual")
  cbind(question, found)
}
save_as(stacked(lapply(c("vote", "position", "party"), residuals_of)), "residuals")

# ---- rank tests: svyranktest where all weights are equal; elsewhere weighted mid-ranks in svyglm
equal_row <- function(question, group, score) {
  test <- c(wilcoxon = "wilcoxon", van_der_waerden = "vanderWaerden", median = "median")[[score]]
  scored <- update(designs$plain, y = as.integer(designs$plain$variables[[question]]))
  found <- svyranktest(reformulate(group, "y"), scored, test = test)
  # For more than two groups this version of survey gives chi-squared as parameter, its freedom as statistic.
  two <- nlevels(people[[group]]) == 2
  data.frame(
    design = "plain", domain = "all", question, group, score,
    statistic = as.vector(if (two) found$statistic else found$parameter / found$statistic),
    df1 = if (two) NA else as.vector(found$statistic),
    df2 = if (two) as.vector(found$parameter) else found$ddf,
    p = as.vector(found$p.value), row.names = NULL
  )
}
grid <- expand.grid(
  score = c("wilcoxon", "van_der_waerden", "median"), group = c("place", "vote"),
  question = c("position", "news"), stringsAsFactors = FALSE
)
equal <- Map(equal_row, grid$question, grid$group, grid$score)
domains <- list(all = rep(TRUE, n), democrats = people$party == "Democrat")
midrank_row <- function(design, domain, question, group) {
  y <- as.integer(designs[[design]]$variables[[question]])
  inside <- domains[[domain]]
  w <- ifelse(inside, weights(designs[[design]]), 0)
  s <- sapply(y, function(one) sum(w[y < one]) + sum(w[y == one]) / 2) / sum(w)
  sample <- subset(update(designs[[design]], s = s, g = people[[group]]), inside)
  # R only warns that it leaves respondents outside the domain, of weight 0, out of the dispersion.
  fit <- suppressWarnings(svyglm(s ~ g, sample))
  found <- regTermTest(fit, ~g)
  two <- nlevels(people[[group]]) == 2
  t <- coef(fit)[2] / SE(fit)[2]
  data.frame(design, domain, question, group,
    score = "wilcoxon", statistic = if (two) t else as.vector(found$Ftest),
    df1 = if (two) NA else found$df, df2 = found$ddf, p = as.vector(found$p)
  )
}
grid <- expand.grid(
  group = c("place", "vote"), question = c("position", "news"), domain = names(domains),
  design = c("raked", "unequal"), stringsAsFactors = FALSE
)
weighted <- Map(midrank_row, grid$design, grid$domain, grid$question, grid$group)
save_as(stacked(c(equal, weighted)), "ranks")

# ---- models: proportional odds, logistic, and whether the slopes of all cuts are the same
wald_of <- function(fit, term) {
  about <- grep(term, names(coef(fit)))
  f <- sum(coef(fit)[about] * solve(vcov(fit)[about, about], coef(fit)[about])) / length(about)
  df2 <- fit$df.residual
  c(f = f, df1 = length(about), df2 = df2, p = pf(f, length(about), df2, lower.tail = FALSE))
}
proportional <- function(design, answer) {
  formula <- reformulate(c("place", "age"), answer)
  fit <- svyolr(formula, designs[[design]])
  # svyolr stops early and its coefficients have five digits; polr maximises the same likelihood further.
  people$w <- weights(designs[[design]]) / mean(weights(designs[[design]]))
  exact <- suppressWarnings(
    MASS::polr(formula, people, weights = w, control = list(reltol = 1e-16, maxit = 1000))
  )
  estimate <- c(coef(exact), exact$zeta)
  data.frame(design,
    model = answer, parameter = names(estimate), estimate, standard_error = sqrt(diag(vcov(fit))),
    t(wald_of(fit, "place")), row.names = NULL
  )
}
logistic <- function(design) {
  fit <- svyglm(dole ~ place + age, designs[[design]], family = quasibinomial, epsilon = 1e-14)
  data.frame(design,
    model = "dole", parameter = names(coef(fit)), estimate = coef(fit), standard_error = SE(fit),
    t(wald_of(fit, "place")), row.names = NULL
  )
}
# Answers in no order. multinom stops early too: a few steps of Newton's method take it to the maximum.
multinomial <- function(design) {
  w <- weights(designs[[design]])
  people$w <- w / mean(w)
  start <- nnet::multinom(party ~ place + age, people, weights = w, trace = FALSE)
  x <- model.matrix(~ place + age, people)
  b <- t(coef(start))
  others <- seq_len(ncol(b)) + 1
  given <- indicators(people$party)[, others]
  for (step in 1:5) {
    e <- exp(cbind(0, x %*% b))
    p <- (e / rowSums(e))[, others]
    scores <- do.call(cbind, lapply(seq_len(ncol(b)), function(j) (given[, j] - p[, j]) * x))
    information <- do.call(rbind, lapply(seq_len(ncol(b)), function(j) {
      do.call(cbind, lapply(seq_len(ncol(b)), function(l) crossprod(x, w * p[, j] * ((j == l) - p[, l]) * x)))
    }))
    b <- b + solve(information, colSums(w * scores))
  }
  variance <- solve(information) %*% vcov(svytotal(scores, designs[[design]])) %*% solve(information)
  about <- rep(grepl("place", rownames(b)), ncol(b))
  f <- sum(b[about] * solve(variance[about, about], b[about])) / sum(about)
  df2 <- nrow(x) - 1 - (ncol(x) - 1) * ncol(b)
  data.frame(design,
    model = "party", parameter = paste(rep(colnames(b), each = nrow(b)), rownames(b)),
    estimate = as.vector(b), standard_error = sqrt(diag(variance)), f, df1 = sum(about), df2,
    p = pf(f, sum(about), df2, lower.tail = FALSE)
  )
}
save_as(stacked(list(
  proportional("raked", "position"), proportional("raked", "news"), proportional("unequal", "position"),
  logistic("raked"), logistic("unequal"), multinomial("raked"), multinomial("unequal")
)), "models")
parallel <- function(design, answer) {
  code <- as.integer(designs[[design]]$variables[[answer]])
  cuts <- seq_len(max(code) - 1)
  x <- model.matrix(~ place + age, people)
  w <- weights(designs[[design]])
  parts <- lapply(cuts, function(cut) {
    sample <- update(designs[[design]], y = as.numeric(code <= cut))
    fit <- svyglm(y ~ place + age, sample, family = quasibinomial, epsilon = 1e-14)
    mu <- fitted.values(fit)
    influence <- (x * ((code <= cut) - mu)) %*% solve(t(x) %*% (w * mu * (1 - mu) * x))
    stopifnot(all.equal(vcov(svytotal(influence, sample)), vcov(fit), check.attributes = FALSE))
    list(slopes = coef(fit)[-1], influence = influence[, -1])
  })
  slopes <- unlist(lapply(parts, `[[`, "slopes"))
  covariance <- vcov(svytotal(do.call(cbind, lapply(parts, `[[`, "influence")), designs[[design]]))
  m <- ncol(x) - 1
  contrast <- kronecker(cbind(1, -diag(length(cuts) - 1)), diag(m))
  gap <- contrast %*% slopes
  df1 <- nrow(contrast)
  df2 <- n - 1 - df1
  f <- as.vector(t(gap) %*% solve(contrast %*% covariance %*% t(contrast), gap)) / df1
  data.frame(design, answer, f, df1, df2, p = pf(f, df1, df2, lower.tail = FALSE))
}
save_as(
  rbind(parallel("raked", "position"), parallel("raked", "news"), parallel("unequal", "news")), "parallel"
)

# ---- medians and quartiles of classes, Woodruff's interval; the top class is open
quantile_row <- function(design, place, level) {
  chosen <- people$place == place
  inside <- subset(designs[[design]], chosen)
  code <- as.integer(inside$variables$news)
  limits <- c(0, 1, 3, 6, Inf)
  cumulative <- c(0, unname(cumsum(coef(svymean(~news, inside)))))
  at <- function(wanted) {
    j <- which(cumulative >= wanted)[1] - 1
    part <- (wanted - cumulative[j]) / (cumulative[j + 1] - cumulative[j])
    c(j, limits[j] + part * (limits[j + 1] - limits[j]))
  }
  found <- at(level)
  if (!is.finite(found[2])) {
    return(data.frame(design, place, level, value = NA, standard_error = NA, low = NA, high = NA))
  }
  j <- found[1]
  width <- limits[j + 1] - limits[j]
  scored <- update(inside, below = ifelse(code < j, 1, ifelse(code == j, (found[2] - limits[j]) / width, 0)))
  error <- as.vector(SE(svymean(~below, scored)))
  reach <- qt(.975, degf(inside)) * error
  data.frame(design, place, level,
    value = found[2], standard_error = error * width / (cumulative[j + 1] - cumulative[j]),
    low = at(level - reach)[2], high = at(level + reach)[2]
  )
}
grid <- expand.grid(
  level = c(.25, .5, .75), place = places, design = c("raked", "unequal"), stringsAsFactors = FALSE
)
found <- stacked(Map(quantile_row, grid$design, grid$place, grid$level))
found$high[!is.finite(found$high)] <- NA
save_as(found, "quantiles")

# ---- means of a number
means_of <- function(design) {
  found <- svyby(~number, ~place, designs[[design]], svymean)
  data.frame(design, place = found$place, mean = found$number, standard_error = found$se)
}
save_as(stacked(lapply(names(designs), means_of)), "means")

# ---- all pairs of places
pairs_of <- function(design, level) {
  sample <- update(designs[[design]], y = as.numeric(people$party == level))
  fit <- svyglm(y ~ 0 + place, sample)
  two <- combn(4, 2)
  contrasts <- t(apply(two, 2, function(k) replace(replace(numeric(4), k[1], 1), k[2], -1)))
  difference <- as.vector(contrasts %*% coef(fit))
  error <- sqrt(diag(contrasts %*% vcov(fit) %*% t(contrasts)))
  p <- 2 * pt(-abs(difference / error), n - 1)
  holm <- p.adjust(p, "holm")
  named <- setNames(holm, paste(places[two[1, ]], places[two[2, ]], sep = "-"))
  letters <- multcompLetters(named, threshold = .05)$Letters[places]
  equal <- regTermTest(svyglm(y ~ place, sample), ~place)
  data.frame(design, level,
    first = places[two[1, ]], second = places[two[2, ]], difference, standard_error = error, p, holm,
    benjamini_hochberg = p.adjust(p, "BH"), first_letters = letters[two[1, ]],
    second_letters = letters[two[2, ]], wald = as.vector(equal$Ftest), row.names = NULL
  )
}
grid <- expand.grid(level = levels(people$party), design = names(designs), stringsAsFactors = FALSE)
save_as(stacked(Map(pairs_of, grid$design, grid$level)), "pairs")

# ---- classical test values, each person once and with weights that sum to n
classical_of <- function(weight) {
  table <- people[c("place", "vote", "position", "party", "news", "number")]
  w <- if (weight == "none") rep(1, n) else weights(raked) * n / sum(weights(raked))
  found <- catdes(table, 1, proba = 1, row.w = w)
  stacked(lapply(places, function(place) {
    modality <- strsplit(rownames(found$category[[place]]), "=", fixed = TRUE)
    rbind(
      data.frame(weight, place,
        question = sapply(modality, `[`, 1), answer = sapply(modality, `[`, 2),
        value = as.vector(found$category[[place]][, "v.test"])
      ),
      data.frame(weight, place, question = "number", answer = "", value = found$quanti[[place]][1, "v.test"])
    )
  }))
}
save_as(rbind(classical_of("none"), classical_of("raked")), "classical")

# ---- re-raking bootstrap with draws that any program can make again
drawn <- sapply(1:20, function(b) {
  k <- 1:(n - 1)
  tabulate((k * k * b + 17 * k + b) %% n + 1, n) * n / (n - 1)
})
replicates <- svrepdesign(
  data = people, weights = people$equal, repweights = people$equal * drawn, type = "bootstrap",
  combined.weights = TRUE, scale = 1 / 19, rscales = rep(1, 20), mse = FALSE, compress = FALSE
)
replicates <- calibrate(
  replicates, ~ age + education + place, totals, calfun = "raking", epsilon = 1e-12, compress = FALSE
)
found <- svymean(~party, replicates)
save_as(data.frame(
  answer = levels(people$party), share = coef(found), standard_error = as.vector(SE(found))
), "bootstrap")
