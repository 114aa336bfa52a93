// Menus of names: who takes care of a request, and its tags.
// One pick, one action: each can be undone by itself.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { projects, triage } from "../../../data/api";
import { useKnown } from "../../../data/known";
import { session } from "../../../data/session";
import { Picker } from "../../../ui/picker";
import { m } from "../../../words/menus";
import type { MenuProps } from ".";

const has = (text: string, part: string) => text.toLowerCase().includes(part.trim().toLowerCase());

/** The members, the user first, and nobody. */
export function Assign({ project, name, onAct }: MenuProps): JSX.Element {
  const text = useSignal("");
  const found = useKnown(`members ${project}`, () => projects.members(project));
  const me = session.peek()?.member;
  const others = (found.data?.items ?? []).filter(
    (member) => member.id !== me?.id && member.role !== "viewer",
  );
  const people = [
    ...(me ? [{ id: me.id, called: me.name, label: m.me(me.name) }] : []),
    { id: "", called: "", label: m.nobody },
    ...others.map((member) => ({ id: member.id, called: member.name, label: member.name })),
  ].filter((person) => has(person.label, text.value));
  return (
    <Picker
      name={name}
      field={m.memberField}
      text={text.value}
      onText={(next) => {
        text.value = next;
      }}
      busy={found.data === null && found.wrong === null}
      empty={found.wrong ?? m.noMatch}
      options={people}
      onPick={(id) => {
        const person = people.find((one) => one.id === id);
        onAct({ type: "assign", member: id || null }, person?.called);
      }}
    />
  );
}

/** The tags of the project; picking one that all requests have removes it. */
export function Tags({ project, rows, name, onAct }: MenuProps): JSX.Element {
  const text = useSignal("");
  const found = useKnown(`tags ${project}`, () => triage.tags(project));
  const own = [...new Set(rows.flatMap((row) => row.tags))];
  const onAll = (tag: string) => rows.every((row) => row.tags.includes(tag));
  const all = [
    ...own,
    ...(found.data?.items ?? []).map((one) => one.tag).filter((tag) => !own.includes(tag)),
  ];
  const typed = text.value.trim();
  const shown = all.filter((tag) => has(tag, typed));
  const isNew = typed !== "" && !all.some((tag) => tag.toLowerCase() === typed.toLowerCase());
  return (
    <Picker
      name={name}
      field={m.tagField}
      text={text.value}
      onText={(next) => {
        text.value = next;
      }}
      busy={found.data === null && found.wrong === null}
      empty={found.wrong ?? m.noTags}
      options={[
        ...shown.map((tag) => ({ id: tag, label: tag, ...(onAll(tag) && { hint: m.hasTag }) })),
        ...(isNew ? [{ id: typed, label: m.addTag(typed) }] : []),
      ]}
      onPick={(tag) =>
        onAct(onAll(tag) ? { type: "tag", add: [], remove: [tag] } : { type: "tag", add: [tag], remove: [] })
      }
    />
  );
}
