// A native modal dialog: everything outside of it is inert. It refuses scripts beyond opening and closing.
document.querySelector("main")!.insertAdjacentHTML(
  "beforeend",
  `<button type="button" id="open">Edit profile</button>
<dialog id="edit" aria-labelledby="edit-title">
  <h2 id="edit-title">Edit profile</h2>
  <form method="dialog"><label>Name <input></label> <button>Close dialog</button></form>
</dialog>`,
);
document.getElementById("open")!.addEventListener("click", () => {
  (document.getElementById("edit") as HTMLDialogElement).showModal();
});
