// The question before requests are deleted: what happens, and for how long they can be restored.
// Sends nothing until it is confirmed.
import type { JSX } from "preact";
import type { RankedRequest } from "../../../base/types";
import { removeRequests } from "../../../data/bin";
import type { Paged } from "../../../data/paged";
import { Confirm } from "../../../ui/dialog";
import { b } from "../../../words/bin";

/** Asks, and deletes the requests. */
export function Remove(props: {
  project: string;
  list: Paged<RankedRequest>;
  rows: RankedRequest[];
  onClose: () => void;
}): JSX.Element {
  const { project, list, rows } = props;
  return (
    <Confirm
      title={<bdi>{b.request.title(b.nameOf(rows))}</bdi>}
      text={b.request.text}
      act={b.act}
      onConfirm={() => removeRequests(project, list, rows)}
      onClose={props.onClose}
    >
      <p class="quiet">{b.request.reports}</p>
    </Confirm>
  );
}
