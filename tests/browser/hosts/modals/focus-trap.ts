// A dialog that is kept by focus-trap, as its documentation writes it. It refuses options: a click outside is not let through.
import { createFocusTrap } from "focus-trap";

document.querySelector("main")!.insertAdjacentHTML(
  "beforeend",
  `<button type="button" id="open">Edit profile</button>
<div id="edit" role="dialog" aria-modal="true" aria-labelledby="edit-title" class="dialog" hidden>
  <h2 id="edit-title">Edit profile</h2>
  <label>Name <input></label>
  <button type="button" id="close">Close dialog</button>
</div>`,
);
const dialog = document.getElementById("edit")!;
const trap = createFocusTrap(dialog, { onDeactivate: () => { dialog.hidden = true; } });
document.getElementById("open")!.addEventListener("click", () => {
  dialog.hidden = false;
  trap.activate();
});
document.getElementById("close")!.addEventListener("click", () => trap.deactivate());
