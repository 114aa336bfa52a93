// A Headless UI dialog, as its documentation writes it. It refuses options: what is outside is inert, a click there closes it.
import { Dialog, DialogPanel, DialogTitle } from "@headlessui/react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function Edit() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Edit profile
      </button>
      <Dialog open={open} onClose={() => setOpen(false)}>
        <DialogPanel className="dialog">
          <DialogTitle>Edit profile</DialogTitle>
          <label>
            Name <input />
          </label>
          <button type="button" onClick={() => setOpen(false)}>
            Close dialog
          </button>
        </DialogPanel>
      </Dialog>
    </>
  );
}

createRoot(document.getElementById("app")!).render(<Edit />);
