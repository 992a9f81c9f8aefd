# R 4.2.2, survey 4.1.1. Run from the root of the project, after `make weight`:
#   Rscript tests/reference/wave-2017.R data/processed/2017/2-validated.csv data/raw/2017/margins.csv
# Every share, standard error, test, difference, median and mean of the wave 2017, from answers and margins
# alone: weights are made anew here, questions and bases written down anew. Writes wave-2017-*.csv.
suppressPackageStartupMessages(library(survey))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
paths <- commandArgs(trailingOnly = TRUE)
save_as <- function(table, name) {
  numbers <- sapply(table, is.numeric)
  table[numbers] <- signif(table[numbers], 11)
  path <- file.path(here, paste0("wave-2017-", name, ".csv"))
  write.csv(table, path, row.names = FALSE, quote = FALSE, na = "")
}
stacked <- function(rows) do.call(rbind, rows)

# ---- calibration: raking to both margins; who is missing on a margin is a level of their own
people <- read.csv(paths[1], colClasses = "character", check.names = FALSE, na.strings = character())
known <- read.csv(paths[2])
n <- nrow(people)
target <- function(margin) {
  population <- with(known[known$margin == margin, ], setNames(population, level))
  missing <- mean(people[[margin]] == "")
  if (missing > 0) c(population * (1 - missing), NR = sum(population) * missing) else population
}
margins <- list(territory = target("territory"), sex_age = target("sex_age"))
sample <- data.frame(base_weight = rep(sum(margins$territory) / n, n))
for (name in names(margins)) {
  sample[[name]] <- factor(ifelse(people[[name]] == "", "NR", people[[name]]), names(margins[[name]]))
}
totals <- c(sum(margins$territory), margins$territory[-1], margins$sex_age[-1])
names(totals) <- colnames(model.matrix(~ territory + sex_age, sample))
design <- svydesign(ids = ~1, weights = ~base_weight, data = sample)
design <- calibrate(design, ~ territory + sex_age, totals, calfun = "raking", epsilon = 1e-12)
sample$weight <- weights(design)
cells <- unique(sample)
save_as(cells[order(cells$territory, cells$sex_age), ], "weights")

# ---- what is counted
services <- sub("travel_time.", "", grep("^travel_time[.]", names(people), value = TRUE), fixed = TRUE)
yes_no <- c("yes", "no")
answers <- list(
  mode = c("web", "paper"), sex = c("male", "female"), internet_at_home = yes_no,
  satisfaction = c("non_user", "not_satisfied", "rather_satisfied", "very_satisfied"),
  motives = c("distance", "hours", "quality", "cost", "information", "no_need", "other"),
  travel_time = c("under_10", "10_to_20", "20_to_30", "over_30"),
  interest_internet = yes_no, interest_one_place = yes_no, interest_transport = yes_no,
  age_band = c("15_29", "30_44", "45_59", "60_74", "75_plus"),
  territory = c("urban_pole", "belt", "small_pole", "rural"), has_children = c("no", "yes"),
  has_car = c("no", "yes")
)
users <- answers$satisfaction[-1]
bases <- list(
  all = answers$satisfaction, users = users, not_using_or_not_satisfied = c("non_user", "not_satisfied")
)
measures <- list(
  use = list("satisfaction", users, "all"), non_use = list("satisfaction", "non_user", "all"),
  satisfied = list("satisfaction", users[2:3], "users"),
  not_satisfied = list("satisfaction", users[1], "users"),
  very_satisfied = list("satisfaction", users[3], "users"),
  under_10_minutes = list("travel_time", answers$travel_time[1], "all"),
  from_10_to_20_minutes = list("travel_time", answers$travel_time[2], "all"),
  under_20_minutes = list("travel_time", answers$travel_time[1:2], "all"),
  over_10_minutes = list("travel_time", answers$travel_time[2:4], "all"),
  over_20_minutes = list("travel_time", answers$travel_time[3:4], "all"),
  over_30_minutes = list("travel_time", answers$travel_time[4], "all"),
  interested_internet = list("interest_internet", "yes", "all"),
  interested_one_place = list("interest_one_place", "yes", "all"),
  interested_transport = list("interest_transport", "yes", "all"),
  with_children = list("has_children", "yes", "all"), with_car = list("has_car", "yes", "all")
)
topics <- list()
topic <- function(measure, question, base, wanted) {
  about <- if (question %in% c("satisfaction", "motives", "travel_time")) services else ""
  for (service in about) {
    column <- people[[if (service == "") question else paste0(question, ".", service)]]
    if (is.null(column)) next
    domain <- column != ""
    if (base != "all") domain <- domain & people[[paste0("satisfaction.", service)]] %in% bases[[base]]
    given <- strsplit(column, "|", fixed = TRUE)
    outcomes <- sapply(wanted, function(ids) domain & sapply(given, function(ticked) any(ids %in% ticked)))
    keys <- list(measure = measure, question = question, service = service, base = base)
    topics[[length(topics) + 1]] <<- c(keys, list(outcomes = outcomes, domain = domain))
  }
}
for (question in names(answers)) {
  asked <- switch(question, satisfaction = c("users", "all"), motives = "not_using_or_not_satisfied", "all")
  for (base in asked) {
    wanted <- answers[[question]]
    if (question == "satisfaction") wanted <- intersect(wanted, bases[[base]])
    topic("", question, base, setNames(as.list(wanted), wanted))
  }
}
for (id in names(measures)) topic(id, measures[[id]][[1]], measures[[id]][[3]], list(measures[[id]][[2]]))
breakdowns <- c("territory", "age_band")
keys <- function(one) as.data.frame(one[c("measure", "question", "service", "base")])

# Scores give too little variance to a group in which fewer than 5 gave the answer, or did not. In a difference
# it gets what it lacks of what equality would give it: p(1 - p) of all compared over Kish's size of the group.
lacking <- function(given, member, p) {
  if (min(sum(given[member]), sum(!given[member])) >= 5) return(0)
  w <- sample$weight[member]
  own <- weighted.mean(given[member], w)
  max(0, p * (1 - p) - own * (1 - own)) * sum(w^2) / sum(w)^2
}
with_lacking <- function(error, ...) ifelse(error < 1e-8, error, sqrt(error^2 + Reduce(`+`, list(...))))

# Wilson's interval on the effective size; none where margins settle the share or everyone gave one answer.
wilson <- function(share, error) {
  if (error < 1e-8) return(c(NA, NA))
  size <- share * (1 - share) / error^2
  suppressWarnings(prop.test(share * size, size, correct = FALSE)$conf.int)
}

# ---- shares, and each group against the rest: delta method on totals
share_rows <- function(one, breakdown, group) {
  member <- if (breakdown == "all") rep("all", n) else people[[breakdown]]
  inside <- one$domain & member == group
  rest <- one$domain & member != group & member != ""
  q <- ncol(one$outcomes)
  found <- data.frame(
    share = rep(NA, q), standard_error = NA, low = NA, high = NA, difference = NA, difference_error = NA
  )
  if (any(inside)) {
    estimated <- svymean(one$outcomes + 0, subset(design, inside))
    found$share <- coef(estimated)
    found$standard_error <- as.vector(SE(estimated))
    found[c("low", "high")] <- t(mapply(wilson, found$share, found$standard_error))
  }
  if (any(inside) && any(rest)) {
    added <- svytotal(cbind(inside, rest, one$outcomes & inside, one$outcomes & rest) + 0, design)
    names(added) <- attr(added, "names") <- c("i", "r", paste0("yi", 1:q), paste0("yr", 1:q))
    difference <- lapply(1:q, function(l) substitute(a / i - b / r, list(
      a = as.name(paste0("yi", l)), b = as.name(paste0("yr", l))
    )))
    estimated <- svycontrast(added, setNames(difference, 1:q))
    found$difference <- coef(estimated)
    together <- coef(svymean(one$outcomes + 0, subset(design, inside | rest)))
    each <- function(member) sapply(1:q, function(l) lacking(one$outcomes[, l], member, together[l]))
    found$difference_error <- with_lacking(as.vector(SE(estimated)), each(inside), each(rest))
  }
  answer <- if (one$measure == "") colnames(one$outcomes) else ""
  cbind(keys(one), answer, breakdown, group, n = sum(inside), found, row.names = NULL)
}
rows <- list()
for (one in topics) {
  rows[[length(rows) + 1]] <- share_rows(one, "all", "all")
  for (breakdown in setdiff(breakdowns, one$question)) {
    for (group in answers[[breakdown]]) rows[[length(rows) + 1]] <- share_rows(one, breakdown, group)
  }
}
save_as(stacked(rows), "shares")

# ---- the same over all services: ratio of totals over persons, and each service less the pool
pooled_rows <- function(battery) {
  domains <- sapply(battery, `[[`, "domain")
  stacked(lapply(seq_len(ncol(battery[[1]]$outcomes)), function(l) {
    outcomes <- sapply(battery, function(one) one$outcomes[, l])
    ratio <- svyratio(cbind(rowSums(outcomes)), cbind(rowSums(domains)), design)
    pool <- data.frame(
      group = "all_services", n = sum(domains), share = as.vector(coef(ratio)),
      standard_error = as.vector(SE(ratio)), difference = NA, difference_error = NA
    )
    parts <- stacked(lapply(seq_along(battery), function(s) {
      columns <- cbind(
        y = outcomes[, s], m = domains[, s], pool_y = rowSums(outcomes), pool_m = rowSums(domains)
      )
      estimated <- svycontrast(svytotal(columns + 0, design), quote(y / m - pool_y / pool_m))
      data.frame(
        group = battery[[s]]$service, n = sum(domains[, s]), share = NA, standard_error = NA,
        difference = as.vector(coef(estimated)),
        difference_error = with_lacking(
          as.vector(SE(estimated)), lacking(outcomes[, s], domains[, s], as.vector(coef(ratio)))
        )
      )
    }))
    answer <- if (battery[[1]]$measure == "") colnames(battery[[1]]$outcomes)[l] else ""
    cbind(keys(battery[[1]])[c("measure", "question", "base")], answer, rbind(pool, parts), row.names = NULL)
  }))
}
batteries <- Filter(function(one) one$service != "", topics)
together <- split(batteries, sapply(batteries, function(one) paste(one$measure, one$question, one$base)))
save_as(stacked(lapply(together, pooled_rows)), "services")

# ---- tests: svychisq; the joint F of several items from the covariance of all their cells
joint <- function(ticked, groups, inside) {
  ticked <- ticked[, apply(ticked[inside, ], 2, function(ticks) any(ticks) && !all(ticks))]
  size <- sum(inside)
  k <- nlevels(groups)
  in_group <- sapply(levels(groups), function(group) inside & groups %in% group)
  in_cell <- do.call(cbind, lapply(seq_len(ncol(ticked)), function(j) {
    cbind(in_group & !ticked[, j], in_group & ticked[, j])
  }))
  found <- svymean(in_cell + 0, subset(design, inside))
  p <- split(coef(found), rep(seq_len(ncol(ticked)), each = 2 * k))
  # Pearson's statistic is p' A p to first order: A of an item is what its interaction contrasts pick out.
  a <- matrix(0, ncol(in_cell), ncol(in_cell))
  for (j in seq_along(p)) {
    places <- expand.grid(group = factor(1:k), tick = factor(1:2))
    interaction <- model.matrix(~ group * tick, places)[, -(1:(k + 1)), drop = FALSE]
    contrast <- residuals(lm(interaction ~ group + tick, places))
    scaled <- diag(ifelse(p[[j]] > 0, 1 / p[[j]], 0)) %*% contrast
    own <- (j - 1) * 2 * k + 1:(2 * k)
    a[own, own] <- scaled %*% solve(t(contrast) %*% scaled) %*% t(scaled)
  }
  delta <- size * a %*% vcov(found)
  x2 <- sapply(p, function(cell) {
    expected <- outer(rowSums(matrix(cell, k)), colSums(matrix(cell, k)))
    size * sum((matrix(cell, k) - expected)^2 / expected)
  })
  trace <- sum(diag(delta))
  f <- sum(x2) / trace
  df1 <- trace^2 / sum(diag(delta %*% delta))
  df2 <- df1 * (n - 1)
  c(f, df1, df2, pf(f, df1, df2, lower.tail = FALSE), sqrt(max(x2) / size))
}
single <- function(outcomes, groups, inside) {
  # svychisq fails on levels that nobody in the domain has: everyone outside gets a level that is in use.
  y <- max.col(outcomes, ties.method = "first")
  y[!inside] <- y[inside][1]
  groups[!inside] <- groups[inside][1]
  tabled <- subset(update(design, y = factor(y), g = factor(groups)), inside)
  found <- svychisq(~ y + g, tabled, statistic = "F")
  table <- svytable(~ y + g, tabled, Ntotal = sum(inside))
  x2 <- suppressWarnings(chisq.test(table, correct = FALSE)$statistic)
  c(found$statistic, found$parameter, found$p.value, sqrt(x2 / sum(inside) / (min(dim(table)) - 1)))
}
# Groups of fewer than 11 and those that protect them are not published, and nothing is tested on them.
sizes <- function(domain, breakdown) {
  sapply(answers[[breakdown]], function(group) sum(domain & people[[breakdown]] == group))
}
withheld <- function(size) {
  hidden <- size < 11
  while (any(hidden) && !all(hidden) && (sum(hidden) < 2 || sum(size[hidden]) < 11)) {
    hidden[order(hidden, size)[1]] <- TRUE
  }
  hidden
}
published <- function(domain, breakdown) answers[[breakdown]][!withheld(sizes(domain, breakdown))]
test_row <- function(one, breakdown) {
  groups <- factor(people[[breakdown]], published(one$domain, breakdown))
  inside <- one$domain & !is.na(groups)
  numbers <- rep(NA, 5)
  if (sum(inside) >= 30) {
    numbers <- (if (one$question == "motives") joint else single)(one$outcomes, groups, inside)
  }
  names(numbers) <- c("statistic", "df1", "df2", "p", "cramer_v")
  cbind(keys(one)[-1], breakdown, n = sum(inside), t(numbers), row.names = NULL)
}
tested <- Filter(function(one) one$measure == "", topics)
by_breakdown <- function(about, row) {
  stacked(lapply(breakdowns, function(breakdown) {
    stacked(lapply(Filter(function(one) one$question != breakdown, about), row, breakdown))
  }))
}
tests <- by_breakdown(tested, test_row)
save_as(tests, "tests")

# ---- each answer of those that could be ticked together, by itself; Holm over the answers of one question
item_row <- function(one, breakdown) {
  groups <- factor(people[[breakdown]], published(one$domain, breakdown))
  inside <- one$domain & !is.na(groups)
  if (sum(inside) < 30) return(NULL)
  found <- t(sapply(seq_len(ncol(one$outcomes)), function(j) {
    ticks <- one$outcomes[inside, j]
    if (all(ticks) || !any(ticks)) return(rep(NA, 5))
    single(cbind(!one$outcomes[, j], one$outcomes[, j]), groups, inside)
  }))
  colnames(found) <- c("statistic", "df1", "df2", "p", "cramer_v")
  cbind(keys(one)[-1], breakdown, answer = colnames(one$outcomes), found,
    p_adjusted = p.adjust(found[, "p"], "holm"), n = sum(inside), row.names = NULL
  )
}
items <- by_breakdown(Filter(function(one) one$question == "motives", tested), item_row)
save_as(items, "items")

# ---- ordered answers and numbers: weighted mid-ranks regressed on the groups, Wald F of all of them
numbers <- lapply(c("children", "cars", "age_years"), function(id) {
  value <- suppressWarnings(as.numeric(people[[id]]))
  list(measure = "", question = id, service = "", base = "all", value = value, domain = !is.na(value))
})
ordered <- Filter(function(one) one$question == "travel_time" || one$base == "users", tested)
ordered <- lapply(ordered, function(one) c(one, list(value = max.col(one$outcomes, ties.method = "first"))))
rank_row <- function(one, breakdown) {
  inside <- one$domain & people[[breakdown]] %in% published(one$domain, breakdown)
  w <- ifelse(inside, sample$weight, 0)
  midrank <- sapply(one$value, function(y) {
    sum(w[which(one$value < y)]) + sum(w[which(one$value == y)]) / 2
  }) / sum(w)
  group <- factor(ifelse(inside, people[[breakdown]], NA))
  fit <- svyglm(s ~ g, subset(update(design, s = ifelse(inside, midrank, 0), g = group), inside))
  found <- regTermTest(fit, ~g)
  data.frame(keys(one)[-1], breakdown,
    n = sum(inside), statistic = as.vector(found$Ftest), df1 = found$df, df2 = found$ddf,
    p = as.vector(found$p)
  )
}
ranks <- by_breakdown(c(ordered, numbers), rank_row)
save_as(ranks, "ranks")

# ---- medians of classes: Woodruff's interval, from the mean of scores at the median
places <- stacked(lapply(breakdowns, function(b) data.frame(breakdown = b, group = answers[[b]])))
places <- rbind(data.frame(breakdown = "all", group = "all"), places)
of_group <- function(domain, breakdown, group) {
  if (breakdown == "all") domain else domain & people[[breakdown]] == group
}
limits <- c(0, 10, 20, 30, Inf)
median_row <- function(one, breakdown, group) {
  inside <- of_group(one$domain, breakdown, group)
  cumulative <- c(0, unname(cumsum(coef(svymean(one$outcomes + 0, subset(design, inside))))))
  at <- function(level) {
    j <- which(cumulative >= level - 1e-12)[1]
    part <- (level - cumulative[j - 1]) / (cumulative[j] - cumulative[j - 1])
    c(class = j - 1, value = limits[j - 1] + part * (limits[j] - limits[j - 1]))
  }
  found <- at(0.5)
  j <- found["class"]
  numbers <- rep(NA, 4)
  if (is.finite(found["value"])) {
    width <- limits[j + 1] - limits[j]
    code <- max.col(one$outcomes, ties.method = "first")
    below <- ifelse(code < j, 1, ifelse(code == j, (found["value"] - limits[j]) / width, 0))
    error <- as.vector(SE(svymean(~below, subset(update(design, below = below), inside))))
    reach <- qt(0.975, sum(inside) - 1) * error
    ends <- c(at(max(0.5 - reach, 1e-9))["value"], at(0.5 + reach)["value"])
    ends[!is.finite(ends)] <- NA
    numbers <- c(found["value"], error * width / (cumulative[j + 1] - cumulative[j]), ends)
  }
  names(numbers) <- c("median", "standard_error", "ci_low", "ci_high")
  cbind(keys(one)[-1], breakdown, group, n = sum(inside), t(numbers), row.names = NULL)
}
classed <- Filter(function(one) one$question == "travel_time", tested)
save_as(stacked(lapply(classed, function(one) {
  stacked(Map(median_row, list(one), places$breakdown, places$group))
})), "medians")

# ---- means of numbers
save_as(stacked(lapply(numbers, function(one) {
  stacked(Map(function(breakdown, group) {
    inside <- of_group(one$domain, breakdown, group)
    valued <- update(design, value = ifelse(one$domain, one$value, 0))
    found <- svymean(~value, subset(valued, inside))
    reach <- qt(0.975, sum(inside) - 1) * as.vector(SE(found))
    data.frame(keys(one)[-1], breakdown, group,
      n = sum(inside), mean = as.vector(coef(found)), standard_error = as.vector(SE(found)),
      ci_low = as.vector(coef(found)) - reach, ci_high = as.vector(coef(found)) + reach
    )
  }, places$breakdown, places$group))
})), "means")

# ---- all pairs of groups of 30 or more, where the question's own test passes: delta method on totals, Holm
pair_rows <- function(one, breakdown) {
  hidden <- withheld(sizes(one$domain, breakdown))
  stacked(lapply(seq_len(ncol(one$outcomes)), function(l) {
    answer <- if (one$measure == "") colnames(one$outcomes)[l] else ""
    if (one$question == "satisfaction" && one$base == "all" && answer %in% users) {
      among_users <- people[[paste0("satisfaction.", one$service)]] %in% users
      hidden <- hidden | withheld(sizes(among_users, breakdown))
    }
    groups <- answers[[breakdown]][!hidden & sizes(one$domain, breakdown) >= 30]
    if (length(groups) < 2) return(NULL)
    member <- sapply(groups, function(group) one$domain & people[[breakdown]] == group)
    added <- svytotal(cbind(member, member & one$outcomes[, l]) + 0, design)
    names(added) <- attr(added, "names") <- c(paste0("n", seq_along(groups)), paste0("y", seq_along(groups)))
    two <- combn(length(groups), 2)
    differences <- apply(two, 2, function(k) {
      names <- setNames(lapply(paste0(c("y", "n", "y", "n"), rep(k, each = 2)), as.name), letters[1:4])
      substitute(a / b - c / d, names)
    })
    found <- svycontrast(added, setNames(differences, seq_along(differences)))
    own <- apply(two, 2, function(k) {
      together <- coef(svymean(one$outcomes[, l] + 0, subset(design, member[, k[1]] | member[, k[2]])))
      c(lacking(one$outcomes[, l], member[, k[1]], together), lacking(one$outcomes[, l], member[, k[2]], together))
    })
    error <- with_lacking(as.vector(SE(found)), own[1, ], own[2, ])
    p <- 2 * pt(-abs(as.vector(coef(found)) / error), sum(member) - 1)
    p[error < 1e-8] <- NA
    data.frame(keys(one), answer, breakdown,
      group = groups[two[1, ]], other = groups[two[2, ]], difference = as.vector(coef(found)),
      standard_error = error, p, p_adjusted = p.adjust(p, "holm")
    )
  }))
}
# Adjusted p-values are larger than these, so whatever passes after adjustment is among them.
rank_tested <- merge(tests, ranks, by = c("question", "service", "base", "breakdown"), all.x = TRUE)
p <- with(rank_tested, ifelse(is.na(p.y), p.x, p.y))
passed <- with(rank_tested[which(p < 0.06), ], paste(question, service, base, breakdown))
save_as(stacked(lapply(breakdowns, function(breakdown) {
  about <- Filter(function(one) paste(one$question, one$service, one$base, breakdown) %in% passed, topics)
  stacked(lapply(about, pair_rows, breakdown))
})), "pairs")


# ---- what all this was made from
population <- data.frame(input = paste(known$margin, known$level), made_from = known$population)
fingerprint <- data.frame(input = "2-validated.csv", made_from = tools::md5sum(paths[1]))
save_as(rbind(fingerprint, population), "inputs")
