# R 4.2.2, ade4 1.7-22, MASS 7.3-58, FactoMineR 2.7.
# The discriminant analysis of the 2017 wave by R, for tests/discriminant/test_reference_discriminant.py.
#
#   make weight
#   Rscript tests/reference/discriminant-2017.R data/processed/2017/3-weighted.csv
#
# Packages: ade4, MASS, FactoMineR (Debian: r-cran-ade4 r-cran-mass r-cran-factominer). Where R takes no
# weights, rows are repeated: `times` is the weight over its mean, times 5, rounded.

suppressPackageStartupMessages({ library(ade4); library(MASS); library(FactoMineR) })
options(digits = 15, stringsAsFactors = FALSE)
file <- commandArgs(TRUE)[1]
here <- sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))
out <- file.path(dirname(here), "discriminant-2017.csv")

people <- read.csv(file, colClasses = "character", check.names = FALSE)
people <- people[people$territory != "", ]
territories <- c("urban_pole", "belt", "small_pole", "rural")
g <- factor(people$territory, levels = territories)
w <- as.numeric(people$weight)
n <- length(w); K <- nlevels(g)

rows <- list()
keep <- function(what, value, i = seq_along(value), j = 0)
  rows[[length(rows) + 1]] <<- data.frame(what = what, i = i, j = j, value = value)

# ---- the questions as the codebook has them: use and answers apart, no answer and not concerned passive
asked <- names(people)
items <- list()
for (name in grep("^satisfaction\\.", asked, value = TRUE)) {
  x <- people[[name]]
  items[[paste0(name, "/use")]] <- ifelse(x == "", NA, ifelse(x == "non_user", "not_concerned", "concerned"))
  items[[paste0(name, "/answer")]] <- ifelse(x %in% c("", "non_user"), NA, x)
}
for (name in c(grep("^travel_time\\.", asked, value = TRUE), "interest_internet", "interest_one_place", "interest_transport"))
  items[[paste0(name, "/answer")]] <- ifelse(people[[name]] == "", NA, people[[name]])

# ---- specific correspondence analysis: categories below 2 % or missing are left out
table <- as.data.frame(lapply(items, function(x) factor(ifelse(is.na(x), "passive", x))), check.names = FALSE)
indicators <- acm.disjonctif(table)
level <- unlist(lapply(table, levels), use.names = FALSE)
share <- colSums(indicators * w) / sum(w)
passive <- which(level == "passive" | share < 0.02)
specific <- MCA(table, excl = passive, row.w = w, ncp = 200, graph = FALSE)
eigenvalues <- specific$eig[, 1]
keep("specific_eigenvalue", eigenvalues[eigenvalues > 1e-9])
axes <- sum(eigenvalues > 1 / length(items))
keep("specific_axes", axes)
y <- specific$ind$coord[, seq_len(axes)]

# ---- tests of the groups on its axes
for (test in c("Wilks", "Pillai", "Hotelling-Lawley", "Roy"))
  keep(paste0("manova_", test), summary(manova(y ~ g, weights = w / mean(w)), test = test)$stats["g", 2:6])
keep("univariate_f", sapply(summary.aov(manova(y ~ g, weights = w / mean(w))), function(s) s["g", "F value"]))

# ---- lda with repeated rows
times <- round(w / mean(w) * 5)
again <- rep(seq_len(n), times)
for (prior in c("equal", "observed")) {
  p <- if (prior == "equal") rep(1 / K, K) else as.numeric(tapply(times, g, sum)) / sum(times)
  fit <- lda(y[again, ], g[again], prior = p)
  guess <- predict(fit, y)
  keep(paste0("repeated_guess_", prior), as.integer(guess$class))
  if (prior == "observed") keep("repeated_root", fit$svd^2 * (K - 1) / (length(again) - K))
}

# ---- lda without weights, leaving one out
plain <- MCA(table, excl = which(level == "passive" | colMeans(indicators) < 0.02), ncp = 200, graph = FALSE)
z <- plain$ind$coord[, seq_len(sum(plain$eig[, 1] > 1 / length(items)))]
loo <- lda(z, g, prior = rep(1 / K, K), CV = TRUE)
keep("loo_guess", as.integer(loo$class))
for (k in seq_len(K)) keep("loo_posterior", loo$posterior[1:100, k], j = k)

# ---- the textbook analysis, every category active ("no answer" is one): ade4
complete <- as.data.frame(lapply(items, function(x) factor(ifelse(is.na(x), "NR", x))), check.names = FALSE)
acm <- dudi.acm(complete, row.w = w / sum(w), scannf = FALSE, nf = 500)
keep("acm_eigenvalue", acm$eig[acm$eig > 1e-9])
# `discrimin` takes all the axes that the analysis kept.
separated <- discrimin(acm, g, scannf = FALSE, nf = K - 1)
keep("discrimin_eigenvalue", separated$eig[seq_len(K - 1)])

# ---- test values of catdes, weights scaled to sum to n
some <- complete[, grep("travel_time|interest", names(complete))]
described <- catdes(cbind(g = g, some), 1, proba = 1, row.w = w / mean(w))$category
for (k in territories) {
  part <- described[[k]]
  rows[[length(rows) + 1]] <- data.frame(what = paste0("catdes_", k), i = rownames(part), j = 0, value = part[, "v.test"])
}

result <- do.call(rbind, lapply(rows, function(r) { r$i <- as.character(r$i); r }))
result$value <- format(result$value, digits = 15, scientific = TRUE, trim = TRUE)
made_from <- data.frame(what = "made_from", i = unname(tools::md5sum(file)), j = 0, value = "0")
write.csv(rbind(made_from, result), out, row.names = FALSE, quote = FALSE, eol = "\n")
