import { useEffect } from "preact/hooks";

/** The name of the page on the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Mieru` : "Mieru";
  }, [title]);
}
