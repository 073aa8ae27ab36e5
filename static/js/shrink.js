// Makes a photo small on the device, before it costs minutes on a weak signal. What cannot be decoded here (HEIC on
// Android) goes as it is: the server has the last word on it.

import { looksLike } from "./canvas.js";

const LONGEST_SIDE = 2048;
const QUALITY = 0.85;
/** A picture of the right size and at most this heavy is sent untouched. */
const LIGHT = 2_000_000;

let last = Promise.resolve();

/** The smaller picture, or the same file. One at a time: two decoded camera pictures are too much for a small phone. */
export function shrink(file) {
  const turn = last.then(() => redraw(file).catch(() => file));
  last = turn;
  return turn;
}

async function redraw(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= LIGHT) {
    picture.close();
    return file;
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // JPEG has no transparency: without a ground it would turn black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  const isGood = small && small.size < file.size && (await shows(small, canvas, picture));
  picture.close();
  return isGood ? small : file;
}

/** Whether the smaller picture can be decoded, has its size, and looks like the original. */
async function shows(small, { width, height }, original) {
  const decoded = await createImageBitmap(small);
  const isSame = decoded.width === width && decoded.height === height && looksLike(decoded, original);
  decoded.close();
  return isSame;
}
