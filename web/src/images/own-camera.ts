// The webcam: on or off, and what it sees as a picture file.

import { signal } from "@preact/signals";

const SIDE = 480; // pixels of the wider side that is asked of the camera
const QUALITY = 0.9;

export const stream = signal<MediaStream | null>(null);
export const refusal = signal("");

export async function cameraOn(): Promise<void> {
  refusal.value = "";
  try {
    // A page that came over plain HTTP from another machine has no mediaDevices at all.
    if (!navigator.mediaDevices) throw new Error("HTTPS");
    stream.value = await navigator.mediaDevices.getUserMedia({ video: { width: SIDE } });
  } catch (error) {
    refusal.value = error instanceof Error ? error.message || error.name : String(error);
  }
}

export function cameraOff(): void {
  for (const track of stream.peek()?.getTracks() ?? []) track.stop();
  stream.value = null;
}

/** What the video shows now; null before its first picture. */
export function photographed(video: HTMLVideoElement | null): Promise<Blob | null> {
  if (!video?.videoWidth) return Promise.resolve(null);
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((give) => canvas.toBlob(give, "image/jpeg", QUALITY));
}
