// Makes the form of an open proposal work: shows what the visitor chose before, and sends what it chooses now.
// Knows no result: nobody does before the end.
import { refusal, type Visitor } from "./visitor";
import { announce, say } from "./words";

type Proposal = { id: string; ballot: number[] | null };
type Taken = { ballot: number[] };

/** The fields of a form: one choice for each option, in the order of the options. */
type Field = HTMLInputElement | HTMLSelectElement;

/** Shows a ballot in the fields. */
function show(fields: Field[], ballot: number[]): void {
  fields.forEach((field, at) => {
    const place = ballot.indexOf(at);
    if (field instanceof HTMLSelectElement) field.value = place < 0 ? "" : String(place + 1);
    else field.checked = place >= 0;
  });
}

/** What the fields say; undefined where two options have one place. */
function read(fields: Field[]): number[] | undefined {
  const placed: [number, number][] = [];
  fields.forEach((field, at) => {
    if (field instanceof HTMLSelectElement) {
      if (field.value) placed.push([Number(field.value), at]);
    } else if (field.checked) placed.push([at, at]);
  });
  if (new Set(placed.map(([place]) => place)).size < placed.length) return undefined;
  return placed.sort(([one], [other]) => one - other).map(([, at]) => at);
}

/** Says how many took part by now, as the page would if it was loaded again. */
async function recounted(): Promise<void> {
  const html = await fetch(location.href).then(
    (answer) => answer.text(),
    () => "",
  );
  const now = /id="turnout">([^<]+)</.exec(html)?.[1];
  const told = document.querySelector("#turnout");
  if (now && told) told.textContent = now;
}

/** Makes the form of the page work, where it has one. */
export async function ballots(visitor: Visitor): Promise<void> {
  const form = document.querySelector<HTMLFormElement>(".ballot");
  const wrong = form?.querySelector<HTMLElement>(".wrong");
  const own = form?.querySelector<HTMLElement>(".own");
  if (!form || !wrong || !own) return;
  const fields = [...form.querySelectorAll<Field>("[name=choice]")];
  const id = form.dataset.proposal ?? "";
  form.hidden = false;
  document.querySelector(".plain-options")?.remove();
  const complain = (text: string) => {
    wrong.textContent = text;
    wrong.hidden = !text;
    if (text) announce(text);
  };
  // What was chosen in the meantime is newer than what the server knew.
  let touched = false;
  form.addEventListener("change", () => {
    touched = true;
    complain("");
  });
  let busy = false;
  let again = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) {
      again = true;
      return;
    }
    const choices = read(fields);
    if (!choices?.length) return complain(say(choices ? "ballot_choose" : "ballot_twice"));
    busy = true;
    touched = false;
    complain("");
    try {
      const path = `/proposals/${id}/ballot`;
      const taken = await visitor.send<Taken>({ method: "PUT", path, body: { choices } });
      // Another choice that was made meanwhile is not sent yet.
      if (touched) return;
      show(fields, taken.ballot);
      await recounted();
      own.textContent = say("ballot_sent");
      own.hidden = false;
      announce(say("ballot_sent"));
    } catch (error) {
      complain(refusal(error) ?? say("ballot_failed"));
    } finally {
      busy = false;
      if (again) form.requestSubmit();
      again = false;
    }
  });
  if (!visitor.known()) return;
  const list = await visitor
    .send<{ items: Proposal[] }>({ method: "GET", path: "/proposals" })
    .catch(() => undefined);
  const ballot = list?.items.find((one) => one.id === id)?.ballot;
  if (!ballot || touched) return;
  show(fields, ballot);
  own.hidden = false;
}
