// A MUI modal, as its documentation writes it. It refuses options: it keeps focus and closes by a click on its backdrop.
import Modal from "@mui/material/Modal";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function Edit() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Edit profile
      </button>
      <Modal open={open} onClose={() => setOpen(false)} aria-labelledby="edit-title">
        <div className="dialog" role="dialog" aria-modal="true" aria-labelledby="edit-title">
          <h2 id="edit-title">Edit profile</h2>
          <TextField id="name" label="Name" />
          <button type="button" onClick={() => setOpen(false)}>
            Close dialog
          </button>
        </div>
      </Modal>
    </>
  );
}

createRoot(document.getElementById("app")!).render(<Edit />);
