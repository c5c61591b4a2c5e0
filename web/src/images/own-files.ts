// Folders of pictures that are dropped or chosen: each folder that holds pictures is a class.

import type { Labelled } from "./own-store";

const PICTURES = /\.(jpe?g|jpe|png|gif|bmp|webp|tiff?|ppm|pgm)$/i;

/** Files chosen as a folder: a file's class is the folder that it lies in. */
export function fromFolder(files: readonly File[]): Labelled[] {
  return files
    .filter((file) => shown(file.name))
    .flatMap((file) => {
      const path = file.webkitRelativePath.split("/");
      const label = path.at(-2);
      return label ? [{ label, name: path.slice(-2).join("/"), file }] : [];
    });
}

/** The pictures in what was dropped; `label` is the class of files that lie in no folder. */
export async function fromDrop(dropped: DataTransfer, label = ""): Promise<Labelled[]> {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  const found = await Promise.all(entries.map((entry) => (entry ? inside(entry, label) : [])));
  return found.flat();
}

async function inside(entry: FileSystemEntry, label: string): Promise<Labelled[]> {
  if (entry.isFile) {
    if (!label || !shown(entry.name)) return [];
    const file = await new Promise<File>((give, fail) =>
      (entry as FileSystemFileEntry).file(give, fail),
    );
    return [{ label, name: `${label}/${entry.name}`, file }];
  }
  const entries = await all((entry as FileSystemDirectoryEntry).createReader());
  const found = await Promise.all(entries.map((one) => inside(one, entry.name)));
  return found.flat();
}

/** A reader gives some of a folder's entries at a time, none at the end. */
async function all(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((give, fail) => reader.readEntries(give, fail));
    if (!some.length) return found;
    found.push(...some);
  }
}

function shown(name: string): boolean {
  return PICTURES.test(name) && !name.startsWith(".");
}
