
// The tables of the panel: made from the data, drawn, copied as text.
// A table is made from columns (name, kind) and rows of values; null is "no number".
function sharesOf({ data, subject, breakdown, answers, several, found }) {
  const number = subject.kind === "number";
  const value = number ? "decimal" : "percent";
  const columns = [
    ...(several ? [["service", "text"]] : []), ...(subject.kind === "question" ? [["answer", "text"]] : []),
    ["group", "text"], [number ? "mean" : "share", value], ["ci_low", value], ["ci_high", value], ["n", "whole"],
    ["n_effective", "whole"], ["letters", "text"], ["against_rest", "points"], ["p_difference", "p"],
    ["p_difference_adjusted", "p"], ["status", "text"],
  ];
  const rows = found.flatMap(([service, crossing]) => crossing.cells.flatMap((cells, i) => cells.flatMap((cell, j) => {
    if (cell === null) return [];
    const names = [several && data.services[service], subject.kind === "question" && answers[i], breakdown.groups[j]];
    const [share, low, high, n, effective, letters, status, ...against] =
      typeof cell === "string" ? [null, null, null, null, null, "", cell] : cell;
    const compared = [0, 1, 2].map((k) => against[k] ?? null);
    return [[...names.filter((name) => name !== false), share, low, high, n, effective, letters ?? "", ...compared,
      status ?? ""]];
  })));
  return tableOf(data, "", columns, rows);
}

// Columns that hold nothing (a mean has no letters) are left out.
function tableOf(data, caption, columns, rows) {
  const kept = columns.map((_, k) => rows.some((row) => row[k] !== null && row[k] !== ""));
  const drop = (row) => row.filter((_, k) => kept[k]);
  return {
    caption,
    columns: drop(columns).map(([name, kind]) => ({ head: data.heads[name], kind, tested: name.endsWith("_adjusted") })),
    rows: rows.map(drop),
    significance: data.significance,
  };
}

function testsOf({ data, several, found }) {
  const columns = [
    ...(several ? [["service", "text"]] : []), ["method", "text"], ["statistic", "decimal"], ["df1", "decimal"],
    ["df2", "decimal"], ["p", "p"], ["p_adjusted", "p"], ["family", "text"], ["cramer_v_corrected", "decimal"],
    ["n", "whole"], ["status", "text"],
  ];
  const rows = found.filter(([, crossing]) => crossing.test).map(([service, { test }]) => {
    const [method, family, status, statistic, df1, df2, p, adjusted, cramer, n] = test;
    const [label, count] = data.families[family];
    return [...(several ? [data.services[service]] : []), data.methods[method] ?? data.words.no_test, statistic, df1, df2, p,
      adjusted, counted(data.words.family, count).replace("{family}", label), cramer, n, status];
  });
  return tableOf(data, data.words.test, columns, rows);
}

function pairsOf({ data, subject, breakdown, answers, several, found }) {
  const columns = [
    ...(several ? [["service", "text"]] : []), ...(subject.kind === "question" ? [["answer", "text"]] : []),
    ["group", "text"], ["other", "text"], ["pair_difference", "points"], ["pair_error", "width"], ["p", "p"],
    ["p_adjusted", "p"],
  ];
  const rows = found.flatMap(([service, { pairs = [] }]) => pairs.map(([answer, group, other, ...numbers]) => [
    ...(several ? [data.services[service]] : []), ...(subject.kind === "question" ? [answers[answer]] : []),
    breakdown.groups[group], breakdown.groups[other], ...numbers]));
  return { ...tableOf(data, data.words.pairs, columns, rows), folded: true };
}

function notesOf({ data, found }, about) {
  const holds = (part, mark) => JSON.stringify(found.map(([, crossing]) => crossing[part] ?? "")).includes(mark);
  const { interval, letters, withheld, fragile, imprecise, sparse, trust } = data.notes;
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = [about.population, interval, letters, holds("cells", "[c]") && withheld, holds("cells", "[u]") && fragile,
    holds("cells", "[i]") && imprecise,
    holds("test", "[u]") && sparse, trust].filter(Boolean).join(" ");
  return note;
}

const language = document.documentElement.lang;
const figures = (digits, more = {}) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits, ...more });
const signed = figures(1, { signDisplay: "exceptZero" });
const [whole, tenth, hundredth, thousandth] = [0, 1, 2, 3].map((digits) => figures(digits));
const printers = {
  percent: (x) => tenth.format(x * 100) + percentSign,
  points: (x) => signed.format(x * 100),
  width: (x) => tenth.format(x * 100),
  whole: (x) => whole.format(x),
  decimal: (x) => hundredth.format(x),
  p: (x) => (x < 0.001 ? `<\u202f${thousandth.format(0.001)}` : thousandth.format(x)),
};

// Set from the data: languages space it differently, and browsers differ on how.
let percentSign = "%";

function printed(value, kind) {
  if (kind === "text") return value;
  return value === null ? "–" : printers[kind](value).replace("-", "−");
}

function drawTable(table, about, i) {
  const box = document.createElement("div");
  box.className = "box";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-labelledby", `panel-caption-${i}`);
  const drawn = box.appendChild(document.createElement("table"));
  drawn.className = "data";
  const caption = drawn.createCaption().appendChild(document.createElement("span"));
  caption.id = `panel-caption-${i}`;
  caption.textContent = [table.caption, about.title].filter(Boolean).join(" – ");
  if (about.mark) {
    const mark = document.createElement("strong");
    mark.className = "mark";
    mark.textContent = about.mark;
    caption.append(" ", mark);
  }
  const heads = drawn.createTHead().insertRow();
  heads.append(...table.columns.map(headOf));
  const body = drawn.createTBody();
  for (const row of table.rows) {
    body.insertRow().append(...row.map((value, k) => cellOf(k ? "td" : "th", value, table.columns[k], table.significance)));
  }
  if (!table.folded) return [box];
  const details = document.createElement("details");
  details.append(document.createElement("summary"), box);
  details.firstChild.textContent = `${table.caption} (${table.rows.length})`;
  return [details];
}

function headOf({ head, kind }) {
  const cell = document.createElement("th");
  cell.scope = "col";
  cell.textContent = head;
  if (kind !== "text") cell.className = "number";
  return cell;
}

function cellOf(tag, value, { kind, tested }, significance) {
  const cell = document.createElement(tag);
  cell.textContent = printed(value, kind);
  if (tag === "th") cell.scope = "row";
  if (kind === "text") {
    if (value.length > 24) cell.className = tag === "th" ? "long" : "words";
    return cell;
  }
  cell.className = tested && value !== null && value < significance ? "number clear" : "number";
  cell.dataset.sort = value ?? "";
  return cell;
}

// Visible rows, tabs between cells; numbers without the spaces and the minus that spreadsheets do not read.
function textOf(table) {
  const plainNumber = (text) => text.replace(/[\u202f\u00a0]/g, "").replace("−", "-");
  const lines = [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map((cell) => {
    const text = cell.textContent.trim();
    return "sort" in cell.dataset ? plainNumber(text) : text.replace(/\s+/g, " ");
  }).join("\t"));
  return [table.caption.textContent.trim(), ...lines].join("\n");
}

async function copyTables(shown, said, words) {
  const tables = [...shown.querySelectorAll("table")];
  const text = [...tables.map(textOf), shown.querySelector(".note").textContent].join("\n\n") + "\n";
  const field = document.getElementById("panel-text");
  field.value = text;
  const rows = [...tables[0].tBodies[0].rows].filter((row) => !row.hidden).length;
  try {
    await navigator.clipboard.writeText(text);
    field.hidden = true;
    said.textContent = counted(words.copied, rows);
  } catch {
    field.hidden = false;
    field.select();
    said.textContent = document.execCommand("copy") ? counted(words.copied, rows) : words.not_copied;
  }
}
