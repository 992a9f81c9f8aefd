
// The statistician's panel: a subject by groups, from the data that stand in the page.
const tool = document.getElementById("panel-tool");

function openPanel(data) {
  const choose = Object.fromEntries(
    ["subject", "service", "base", "breakdown"].map((name) => [name, document.getElementById(`panel-${name}`)]));
  const shown = document.getElementById("panel-shown");
  const said = document.getElementById("panel-said");
  const subjectOf = () => data.subjects.find((one) => one.id === choose.subject.value);

  function fill(select, entries) {
    const before = select.value;
    select.replaceChildren(...entries.map(([value, label]) => new Option(label, value)));
    if (entries.some(([value]) => value === before)) select.value = before;
    select.closest("p").hidden = entries.length < 2;
  }

  // Services and bases depend on the subject; a choice that still exists is kept.
  function refill() {
    const subject = subjectOf();
    const services = subject.services.map((one) => [one, data.services[one] ?? ""]);
    fill(choose.service, services.length > 1 ? [["*", data.words.all_services], ...services] : services);
    fill(choose.base, subject.bases.map(([id, label]) => [id, label]));
  }

  function show() {
    const subject = subjectOf();
    const breakdown = data.breakdowns.find((one) => one.id === choose.breakdown.value);
    const wanted = choose.service.value === "*" ? subject.services : [choose.service.value];
    const base = subject.bases.find(([id]) => id === choose.base.value);
    const found = wanted
      .map((service) => [service, data.crossings[[subject.id, service, base[0], breakdown.id].join("|")]])
      .filter(([, crossing]) => crossing);
    const one = wanted.length === 1 && data.services[wanted[0]];
    const title = [subject.label, one, breakdown.label].filter(Boolean).join(" – ");
    const place = { data, subject, breakdown, answers: base[3], several: wanted.length > 1, found };
    const about = { title, population: base[2], mark: data.mark };
    const tables = [sharesOf(place), testsOf(place), pairsOf(place)].filter((table) => table.rows.length);
    shown.replaceChildren(...tables.flatMap((table, i) => drawTable(table, about, i)), notesOf(place, about));
    shown.querySelectorAll("table").forEach((table, i) => {
      if (table.tBodies[0].rows.length > 1) makeSortable(table);
      if (table.tBodies[0].rows.length > 20) makeFilterable(table, `panel-${i}`);
    });
    said.textContent = counted(data.words.rows, tables[0]?.rows.length ?? 0);
    document.getElementById("panel-text").hidden = true;
  }

  const groups = [["measure", "measures"], ["question", "questions"], ["number", "numbers"]];
  for (const [kind, word] of groups) {
    const group = document.createElement("optgroup");
    group.label = data.words[word];
    group.append(...data.subjects.filter((one) => one.kind === kind).map((one) => new Option(one.label, one.id)));
    if (group.children.length) choose.subject.append(group);
  }
  percentSign = data.percentSign;
  choose.subject.value = data.start;
  fill(choose.breakdown, data.breakdowns.map((one) => [one.id, one.label]));
  choose.subject.addEventListener("change", refill);
  tool.querySelector("form").addEventListener("change", show);
  tool.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("panel-copy").addEventListener("click", () => copyTables(shown, said, data.words));
  tool.hidden = false;
  refill();
  show();
}

function counted(sentence, count) {
  return sentence.replace("{count}", count);
}

if (tool) openPanel(JSON.parse(document.getElementById("panel-data").textContent));
