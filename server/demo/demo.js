// What Kontor does: turns from invoice to invoice without a reload, and fails to download a PDF, which is the bug to report.
// A host page's own code: it talks to Yousaid by its public calls alone and refuses to look into the widget.

// The queue stub: calls made before the widget is there are kept for it.
window.yousaid =
  window.yousaid ||
  ((...call) => {
    window.yousaid.q = window.yousaid.q || [];
    window.yousaid.q.push(call);
  });

const invoices = [
  {
    id: "INV-5",
    customer: "Halden Ceramics",
    issued: "18 October 2026",
    due: "1 November 2026",
    state: "Paid",
    lines: [
      ["Kiln log book, printed", 1831.93],
      ["VAT 19%", 348.07],
    ],
  },
  {
    id: "INV-6",
    customer: "Studio Perron",
    issued: "20 October 2026",
    due: "3 November 2026",
    state: "Paid",
    lines: [
      ["Exhibition boards", 2647.06],
      ["VAT 19%", 502.94],
    ],
  },
  {
    id: "INV-7",
    customer: "Marlow Bakery",
    issued: "29 October 2026",
    due: "12 November 2026",
    state: "Overdue",
    lines: [
      ["Shop sign, hand-painted", 1280],
      ["Price boards, set of four", 320],
      ["VAT 19%", 304],
    ],
  },
  {
    id: "INV-8",
    customer: "Okafor & Lindqvist",
    issued: "21 November 2026",
    due: "5 December 2026",
    state: "Sent",
    lines: [
      ["Letterhead and seal", 3697.48],
      ["VAT 19%", 702.52],
    ],
  },
  {
    id: "INV-9",
    customer: "Halden Ceramics",
    issued: "4 December 2026",
    due: "18 December 2026",
    state: "Draft",
    lines: [
      ["Catalogue, 32 pages", 1941.6],
      ["VAT 19%", 368.9],
    ],
  },
];

const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const tones = { Overdue: "late", Paid: "done" };

function current() {
  const id = decodeURIComponent(location.pathname.split("/").pop() ?? "");
  return invoices.findIndex((invoice) => invoice.id === id);
}

function euros(amount) {
  return `€${money.format(amount)}`;
}

function row([work, amount]) {
  const line = document.createElement("tr");
  const [left, right] = [document.createElement("td"), document.createElement("td")];
  left.textContent = work;
  right.textContent = euros(amount);
  right.className = "sum";
  line.append(left, right);
  return line;
}

function draw() {
  const at = Math.max(0, current());
  const invoice = invoices[at];
  const total = euros(invoice.lines.reduce((sum, [, amount]) => sum + amount, 0));
  for (const place of document.querySelectorAll("[data-fill]")) {
    place.textContent = { ...invoice, total }[place.dataset.fill];
  }
  document.querySelector("[data-fill=state]").className = `state ${tones[invoice.state] ?? ""}`;
  document.querySelector("[data-lines]").replaceChildren(...invoice.lines.map(row));
  document.title = `${invoice.id} · Kontor`;
  for (const link of document.querySelectorAll("[data-turn]")) {
    const next = invoices[at + Number(link.dataset.turn)];
    link.hidden = !next;
    if (next) link.href = `/demo/invoices/${next.id}`;
  }
  for (const place of document.querySelectorAll("[data-yousaid-object]")) {
    place.dataset.yousaidObject = `invoice:${invoice.id}`;
  }
  say("");
  window.yousaid("context", { object: { type: "invoice", id: invoice.id } });
}

function say(text, bad = false) {
  const place = document.querySelector(".said");
  place.textContent = text;
  place.toggleAttribute("data-bad", bad);
}

// The bug of the tour. There is no such file and the status is not checked, so the line after it throws.
async function download() {
  say("Preparing the PDF…");
  const answer = await fetch(`${location.pathname}.pdf`);
  const file = answer.ok ? await answer.blob() : undefined;
  say("Something went wrong.", true);
  say(`Saved ${file.size} bytes.`);
}

function turn(event) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  history.pushState(null, "", event.currentTarget.href);
  draw();
}

// The tour ticks off what the widget says has happened; it stays ticked while this tab lives.
function tick(name) {
  for (const step of document.querySelectorAll(`[data-step="${name}"]`)) step.setAttribute("data-done", "");
}

for (const name of ["answered", "reported", "requested", "voted"]) {
  if (sessionStorage.getItem(`kontor:${name}`)) tick(name);
  window.yousaid("on", name, () => {
    sessionStorage.setItem(`kontor:${name}`, "yes");
    tick(name);
  });
}

if (document.querySelector("[data-pdf]")) {
  if (current() >= 0) draw();
  addEventListener("popstate", draw);
  for (const link of document.querySelectorAll("[data-turn]")) link.addEventListener("click", turn);
  document.querySelector("[data-pdf]").addEventListener("click", download);
  document.querySelector("[data-remind]").addEventListener("click", () => say("Reminder sent."));
}

document.querySelector("[data-settings]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  say("Saved.");
});
