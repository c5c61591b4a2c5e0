// The recording taken elsewhere: a link for each form, and the model card.

import { language, say } from "../language";
import { runPath } from "../server";

const FORMS = ["onnx", "pytorch", "keras", "numpy", "mieru", "bundle"] as const;
const NAMES: Readonly<Record<(typeof FORMS)[number], string>> = {
  onnx: "ONNX",
  pytorch: "PyTorch",
  keras: "Keras",
  numpy: "NumPy",
  mieru: "Mieru",
  bundle: "ZIP",
};

export function Exports({ id }: { id: string }) {
  const path = (form: string) => `${runPath(id)}/export/${form}?lang=${language.value}`;
  return (
    <section class="exports" aria-labelledby="exports">
      <h2 id="exports">{say("takeAlong")}</h2>
      <p class="quiet">{say("takeAlongAbout")}</p>
      <div class="export-forms">
        {FORMS.map((form) => (
          <a key={form} class="button" href={path(form)} download>
            {NAMES[form]}
          </a>
        ))}
        <a class="button" href={path("card")} download>
          {say("modelCard")}
        </a>
      </div>
    </section>
  );
}
