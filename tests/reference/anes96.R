# R 4.2.2, survey 4.1.1. Run: Rscript tests/reference/anes96.R   (reads anes96.csv, writes anes96-*.csv)
# What R says of weights, shares, tests and differences on public data; the tests compare with it.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "anes96-designs.R"))
w <- weights(raked)
questions <- c("vote", "position", "party", "news", "education")
# Everyone; a domain whose groups have fewer than 200; one of fewer than 200 in all, in two groups only.
domains <- list(
  all = rep(TRUE, nrow(people)), daily = people$news == "6-7 days",
  old = people$age == "65+" & people$place %in% c("rural", "large")
)

# ---- weights (one for each cell of the margins and each base weight), Kish
cells <- unique(cbind(people[c(names(targets), "turn")], raked = w, unequal = weights(unequal)))
save_as(cells[do.call(order, cells[1:4]), ], "weights")
kish <- sum(w)^2 / sum(w^2)
save_as(data.frame(design_effect = nrow(people) / kish, n_effective = kish), "kish")

# ---- shares, with Wilson's interval on n* = p (1 - p) / V
wilson <- function(p, size) suppressWarnings(prop.test(size * p, size, correct = FALSE)$conf.int)
shares_of <- function(design, question, domain, group) {
  inside <- subset(designs[[design]], domains[[domain]] & people$place == group)
  found <- svymean(reformulate(question), inside, deff = "replace")
  p <- coef(found)
  size <- p * (1 - p) / SE(found)^2
  inner <- p > 0 & p < 1 & SE(found) > 1e-8
  ends <- sapply(seq_along(p), function(l) if (inner[l]) wilson(p[l], size[l]) else c(NA, NA))
  data.frame(design, question, domain, group,
    answer = levels(people[[question]]), share = p, standard_error = as.vector(SE(found)),
    design_effect = as.vector(deff(found)), low = ends[1, ], high = ends[2, ]
  )
}
grid <- expand.grid(
  group = levels(people$place), domain = names(domains), question = questions, design = names(designs),
  stringsAsFactors = FALSE
)
anybody <- function(domain, group) any(domains[[domain]] & people$place == group)
grid <- grid[mapply(anybody, grid$domain, grid$group), ]
save_as(stacked(Map(shares_of, grid$design, grid$question, grid$domain, grid$group)), "shares")

# ---- Rao-Scott F; levels without anybody in the domain are taken out first, or svychisq fails
test_of <- function(design, question, domain, group) {
  inside <- domains[[domain]]
  kept <- function(answers) {
    answers[!inside] <- answers[inside][1]
    factor(answers)
  }
  sample <- update(designs[[design]], y = kept(people[[question]]), g = kept(people[[group]]))
  found <- svychisq(~ y + g, subset(sample, inside), statistic = "F")
  first <- svychisq(~ y + g, subset(sample, inside), statistic = "Chisq")
  table <- svytable(~ y + g, subset(sample, inside), Ntotal = sum(inside))
  x2 <- suppressWarnings(chisq.test(table, correct = FALSE)$statistic)
  data.frame(design, question, domain, group,
    statistic = found$statistic, df1 = found$parameter[1], df2 = found$parameter[2], p = found$p.value,
    x2 = x2, cramer_v = sqrt(x2 / sum(inside) / (min(dim(table)) - 1)),
    first_order_df = first$parameter[1], first_order_p = first$p.value
  )
}
grid <- unique(grid[c("design", "question", "domain")])
grid <- merge(grid, data.frame(group = c("place", "age")))
one_level <- grid$domain == "daily" & grid$question == "news" | grid$domain == "old" & grid$group == "age"
grid <- grid[!one_level, ]
save_as(stacked(Map(test_of, grid$design, grid$question, grid$domain, grid$group)), "tests")

# ---- joint F of several items, from the covariance of all cells (Bilder and Loughin 2009)
items <- cbind(
  dole = people$vote == "Dole", republican = people$party == "Republican", daily = people$news == "6-7 days",
  rich = people$income == "q4"
)
joint <- function(design, ticked, groups, inside) {
  n <- sum(inside)
  k <- nlevels(groups)
  in_cell <- stacked(lapply(seq_len(ncol(ticked)), function(j) {
    t(cbind(indicators(groups) * !ticked[, j], indicators(groups) * ticked[, j]))
  }))
  p_and_v <- svymean(t(in_cell), subset(design, inside))
  p <- split(coef(p_and_v), rep(seq_len(ncol(ticked)), each = 2 * k))
  # Pearson's statistic is p' A p to first order: A of an item is what its interaction contrasts pick out.
  pick <- lapply(p, function(cell) {
    places <- expand.grid(group = factor(1:k), tick = factor(1:2))
    interaction <- model.matrix(~ group * tick, places)[, -(1:(k + 1)), drop = FALSE]
    contrast <- residuals(lm(interaction ~ group + tick, places))
    scaled <- diag(1 / cell) %*% contrast
    scaled %*% solve(t(contrast) %*% scaled) %*% t(scaled)
  })
  a <- matrix(0, length(unlist(p)), length(unlist(p)))
  for (j in seq_along(pick)) a[(j - 1) * 2 * k + 1:(2 * k), (j - 1) * 2 * k + 1:(2 * k)] <- pick[[j]]
  delta <- n * a %*% vcov(p_and_v)
  x2 <- sum(sapply(p, function(cell) {
    table <- matrix(cell, k)
    expected <- outer(rowSums(table), colSums(table))
    n * sum((table - expected)^2 / expected)
  }))
  trace <- sum(diag(delta))
  df1 <- trace^2 / sum(diag(delta %*% delta))
  df2 <- df1 * (nrow(ticked) - 1)
  data.frame(statistic = x2 / trace, df1, df2, p = pf(x2 / trace, df1, df2, lower.tail = FALSE), x2)
}
one <- joint(raked, items[, "dole", drop = FALSE], people$place, domains$all)
known <- svychisq(~ vote + place, raked, statistic = "F")
known <- c(known$statistic, known$parameter, known$p.value)
stopifnot(all.equal(unlist(one[1:4]), known, check.attributes = FALSE))
varied <- function(domain) {
  items[, apply(items[domains[[domain]], ], 2, function(ticks) any(ticks) && !all(ticks))]
}
save_as(stacked(Map(
  function(design, domain) {
    cbind(design, domain, joint(designs[[design]], varied(domain), people$place, domains[[domain]]))
  },
  c("plain", "raked", "raked", "unequal"), c("all", "all", "daily", "all")
)), "joint")

# ---- each place against the rest: svyglm, and the normal deviate of its p-value
contrast_of <- function(question, domain, group) {
  rows <- lapply(levels(people[[question]]), function(level) {
    inside <- subset(
      update(raked, y = as.numeric(people[[question]] == level), g = as.numeric(people$place == group)),
      domains[[domain]]
    )
    # summary() only warns that it leaves respondents outside the domain, of weight 0, out of the dispersion.
    fit <- suppressWarnings(summary(svyglm(y ~ g, inside)))
    line <- fit$coefficients["g", ]
    data.frame(question, domain, group,
      answer = level, difference = line[1], standard_error = line[2], df = fit$df.residual, p = line[4],
      test_value = sign(line[1]) * qnorm(line[4] / 2, lower.tail = FALSE)
    )
  })
  stacked(rows)
}
grid <- expand.grid(
  group = levels(people$place), domain = c("all", "daily"), question = questions, stringsAsFactors = FALSE
)
grid <- grid[!(grid$domain == "daily" & grid$question == "news"), ]
contrasts <- stacked(Map(contrast_of, grid$question, grid$domain, grid$group))
contrasts$p_adjusted <- p.adjust(contrasts$p, "BH")
save_as(contrasts, "contrasts")
