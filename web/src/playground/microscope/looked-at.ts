// Which example lies under the microscope; kept while the reader looks at other panels.

import { signal } from "@preact/signals";
import type { MicroscopeStep } from "../../messages";
import type { OwnPoint } from "./asking";

export const step = signal<MicroscopeStep | null>(null);
export const example = signal(0);
export const own = signal<OwnPoint | null>(null);
