// The question before a member is removed: what happens to the API keys that the member created.
// Never removes a member without a choice about the keys; if they are not known yet, the server refuses and names them.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import type { ApiKey, Items, Member } from "../../base/types";
import { projects } from "../../data/api";
import { useResource } from "../../data/resource";
import { session } from "../../data/session";
import { Confirm } from "../../ui/dialog";
import { Check } from "../../ui/form";
import { Around } from "../../ui/parts";
import { t } from "../../words/pages";

/** Asks, and removes the member. */
export function Removal(props: {
  project: string;
  member: Member;
  onRemoved: () => void;
  onClose: () => void;
}): JSX.Element {
  const { project, member } = props;
  const found = useResource<Items<ApiKey>>(`keys ${project}`, () => projects.keys(project), 60);
  const revoke = useSignal(true);
  const made = found.data.value?.items.filter((key) => key.made_by?.id === member.id) ?? [];
  return (
    <Confirm
      title={<Around text={t.members.removeTitle(member.name)} said={member.name} />}
      text={member.id === session.value?.member.id ? t.members.removeYou : t.members.removeText}
      act={t.act.remove}
      onConfirm={async () => {
        const keys = made.length > 0 ? (revoke.value ? "revoke" : "keep") : undefined;
        await projects.dropMember(project, member.id, keys);
        announce(t.members.removed(member.name));
        props.onRemoved();
      }}
      onClose={props.onClose}
    >
      {made.length > 0 && (
        <>
          <p dir="auto">{t.members.madeKeys(made.map((key) => `${key.name} (${key.prefix}…)`).join(", "))}</p>
          <Check
            label={t.members.revokeKeys}
            name="revoke"
            checked={revoke.value}
            onChange={(next) => {
              revoke.value = next;
            }}
          />
        </>
      )}
    </Confirm>
  );
}
