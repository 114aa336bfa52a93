// The React template's entry with a router around its one page: a second place and a fault to report.
// It refuses to touch the template's own App.
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter, Link, Route, Routes, useParams } from "react-router-dom";
import "./index.css";
import App from "./App.tsx";

function Order() {
  const { id } = useParams();
  const [state, setState] = useState("open");
  return (
    <section>
      <h1>Order {id}</h1>
      <p>State: {state}</p>
      <label>
        Note <input name="note" />
      </label>
      <button
        type="button"
        onClick={() => {
          setState("stuck");
          console.error(`order ${id} has no lines`);
        }}
      >
        Ship order
      </button>
      <div data-yousaid-helpful="" />
      <div data-yousaid-requests="" data-yousaid-object={`order:${id}`} />
    </section>
  );
}

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <BrowserRouter>
      <nav>
        <Link to="/">Home</Link> <Link to="/orders/41">Order 41</Link> <Link to="/orders/42">Order 42</Link>
      </nav>
      <Routes>
        <Route path="/" element={<App />} />
        <Route path="/orders/:id" element={<Order />} />
      </Routes>
    </BrowserRouter>
  </StrictMode>,
);
