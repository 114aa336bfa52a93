// A Radix dialog, as its documentation writes it. It refuses options: it is modal, and a click outside closes it.
import { Dialog } from "radix-ui";
import { createRoot } from "react-dom/client";

function Edit() {
  return (
    <Dialog.Root>
      <Dialog.Trigger>Edit profile</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog">
          <Dialog.Title>Edit profile</Dialog.Title>
          <Dialog.Description>Your name as others see it.</Dialog.Description>
          <label>
            Name <input />
          </label>
          <Dialog.Close>Close dialog</Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

createRoot(document.getElementById("app")!).render(<Edit />);
