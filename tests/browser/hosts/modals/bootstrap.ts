// A Bootstrap 5 modal, as its documentation writes it. It refuses options: focus is kept inside, as by default.
import "bootstrap";
import "bootstrap/dist/css/bootstrap.min.css";

document.querySelector("main")!.insertAdjacentHTML(
  "beforeend",
  `<button type="button" class="btn btn-primary" data-bs-toggle="modal" data-bs-target="#edit">Edit profile</button>
<div class="modal" id="edit" tabindex="-1" aria-labelledby="edit-title" aria-hidden="true">
  <div class="modal-dialog"><div class="modal-content">
    <div class="modal-header"><h2 class="modal-title fs-5" id="edit-title">Edit profile</h2></div>
    <div class="modal-body"><label for="name" class="form-label">Name</label><input id="name" class="form-control"></div>
    <div class="modal-footer"><button type="button" class="btn btn-secondary" data-bs-dismiss="modal">Close dialog</button></div>
  </div></div>
</div>`,
);
