// Whether a picture that a canvas gave shows what was drawn. Some browsers protect against fingerprinting by giving
// made-up pixels, and a device that runs out of memory gives a blank picture; neither reports an error.

/** Pictures are compared at this size, in pixels. */
const SIZE = 32;
/** Two known colours beside the picture: they tell whether the pixels that are read back are true. */
const MARKS = [
  [200, 30, 60],
  [20, 90, 220],
];
/** Differences of one colour value, of 255: of a mark, and on average over a picture that was compressed. */
const MARK_TOLERANCE = 8;
const PICTURE_TOLERANCE = 12;

/** Whether two pictures look alike; false as well if this browser does not tell. */
export function looksLike(one, other) {
  const [a, b] = [sample(one), sample(other)];
  if (!a || !b) return false;
  const sum = a.reduce((total, value, place) => total + Math.abs(value - b[place]), 0);
  return sum / a.length < PICTURE_TOLERANCE;
}

/** The colour values of a small copy on white; null if the pixels are not true. */
function sample(picture) {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE + MARKS.length;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, SIZE, SIZE);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, SIZE, SIZE);
  MARKS.forEach((colour, row) => {
    pen.fillStyle = `rgb(${colour})`;
    pen.fillRect(0, SIZE + row, SIZE, 1);
  });
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const isTrue = MARKS.every((colour, row) => {
    for (let x = 0; x < SIZE; x += 1) {
      const at = ((SIZE + row) * SIZE + x) * 4;
      if (colour.some((value, channel) => Math.abs(data[at + channel] - value) > MARK_TOLERANCE)) return false;
    }
    return true;
  });
  return isTrue ? data.slice(0, SIZE * SIZE * 4) : null;
}
