// The rule without memory, spec.md section 4: one perceptron for the message, one for the update, tanh at the end.

import { addRowSums, STRIDE, tanhPanel, zeroPanel } from './panels';
import {
  dense,
  Hidden,
  hiddenFeatures,
  hiddenForward,
  leaf,
  leafGradient,
  perceptronBack,
  placeHidden,
} from './perceptron';
import {
  bytesOf,
  Call,
  gather,
  nameRows,
  receiveMessageGradient,
  receiveRawGradient,
  rowsFrom,
  scatter,
  sendMessage,
  sendRaw,
} from './rows';

// Tensors of the learner, in the order of its leaves: two perceptrons of six.
const MESSAGE: i32 = 0;
const UPDATE: i32 = 6;

let x: usize, dx: usize, out: usize, dOut: usize, spare: usize;
const hidden = changetype<Hidden>(memory.data(16));

function place(call: Call): void {
  const m = <usize>call.messageSize * STRIDE;
  x = call.scratch;
  dx = x + <usize>call.width * STRIDE;
  out = dx + <usize>call.width * STRIDE;
  dOut = out + m;
  placeHidden(call, hidden, dOut + m);
  spare = dOut + m + <usize>hiddenFeatures(call) * STRIDE;
}

/** Bytes of scratch a call needs. */
export function statelessScratch(call: Call): i32 {
  const features = 2 * call.width + 2 * call.messageSize + hiddenFeatures(call) + max(call.hidden1, call.hidden2);
  return features * <i32>STRIDE;
}

function head(call: Call, from: i32, outputs: i32, slopes: bool, bytes: usize): void {
  hiddenForward(call, from, x, call.width, hidden, slopes, bytes);
  dense(leaf(call, from + 4), leaf(call, from + 5), hidden.second, call.hidden2, out, outputs, false, bytes);
  tanhPanel(out, outputs, bytes);
}

export function statelessForward(call: Call): void {
  place(call);
  for (let first = 0, rows = rowsFrom(call, 0); rows > 0; first += 64, rows = rowsFrom(call, first)) {
    const bytes = bytesOf(rows);
    nameRows(call, first, rows);
    gather(call, x, rows, bytes);
    if (call.message) {
      head(call, MESSAGE, call.messageSize, false, bytes);
      sendMessage(call, out, rows);
    }
    if (call.owns) {
      head(call, UPDATE, 1, false, bytes);
      sendRaw(call, out, rows);
    }
  }
}

/** dOut times the slope of tanh, then through the head. */
function headBack(call: Call, from: i32, outputs: i32, accumulate: bool, bytes: usize): void {
  const one = f32x4.splat(1);
  for (let n: usize = 0; n < <usize>outputs * STRIDE; n += STRIDE)
    for (let r: usize = n; r < n + bytes; r += 16) {
      const y = v128.load(out + r);
      v128.store(dOut + r, f32x4.mul(v128.load(dOut + r), f32x4.sub(one, f32x4.mul(y, y))));
    }
  addRowSums(dOut, outputs, leafGradient(call, from + 5), bytes);
  perceptronBack(call, from, x, call.width, hidden, dOut, outputs, dx, accumulate, spare, bytes);
}

export function statelessBackward(call: Call): void {
  place(call);
  for (let first = 0, rows = rowsFrom(call, 0); rows > 0; first += 64, rows = rowsFrom(call, first)) {
    const bytes = bytesOf(rows);
    nameRows(call, first, rows);
    gather(call, x, rows, bytes);
    const heard = call.messageGradient != 0;
    if (heard) {
      head(call, MESSAGE, call.messageSize, true, bytes);
      zeroPanel(dOut, call.messageSize, bytes);
      receiveMessageGradient(call, dOut, rows);
      headBack(call, MESSAGE, call.messageSize, false, bytes);
    }
    if (call.owns && call.rawGradient) {
      head(call, UPDATE, 1, true, bytes);
      zeroPanel(dOut, 1, bytes);
      receiveRawGradient(call, dOut, rows);
      headBack(call, UPDATE, 1, heard, bytes);
    } else if (!heard) continue;
    scatter(call, dx, rows);
  }
}
