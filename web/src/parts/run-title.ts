import { told } from "../language";
import type { Entry, Text } from "../messages";

/** What a run is called: its system, and which of the system's recordings; else its file. */
export function runTitle(entry: Entry, titles: ReadonlyMap<string, Text>): string {
  const system = entry.system === null ? undefined : titles.get(entry.system);
  if (!system) return entry.name;
  const file = entry.name.split("/")[1] ?? entry.system;
  return file === entry.system ? told(system) : `${told(system)} · ${file}`;
}
