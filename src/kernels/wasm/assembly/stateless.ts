// The rule without memory, maths.md section 4: one perceptron for the message, one for the update, tanh at the end.

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

/** Features that a tile's backward pass needs of the forward pass of one head. */
function headFeatures(call: Call, outputs: i32): i32 {
  return outputs + hiddenFeatures(call);
}

/** Panels of a head stand at `at`: in scratch, or in a tile's own place. */
function placeHead(call: Call, at: usize, outputs: i32): void {
  out = at;
  placeHidden(call, hidden, at + <usize>outputs * STRIDE);
}

/** Where the head of a tile stands; the update's after the message's. */
function headAt(call: Call, first: i32, from: i32): usize {
  if (!call.kept) return call.scratch;
  const at = call.kept + <usize>(first >> 6) * <usize>statelessKept(call);
  return from == MESSAGE || !call.message ? at : at + <usize>headFeatures(call, call.messageSize) * STRIDE;
}

function place(call: Call): void {
  x = call.scratch + <usize>headFeatures(call, call.messageSize) * STRIDE;
  dx = x + <usize>call.width * STRIDE;
  dOut = dx + <usize>call.width * STRIDE;
  spare = dOut + <usize>call.messageSize * STRIDE;
}

/** Bytes of scratch a call needs. */
export function statelessScratch(call: Call): i32 {
  const heads = headFeatures(call, call.messageSize) + call.messageSize;
  return (heads + 2 * call.width + max(call.hidden1, call.hidden2)) * <i32>STRIDE;
}

/** Bytes that a tile leaves for its backward pass. */
export function statelessKept(call: Call): i32 {
  const message = call.message ? headFeatures(call, call.messageSize) : 0;
  return (message + (call.owns ? headFeatures(call, 1) : 0)) * <i32>STRIDE;
}

function head(call: Call, first: i32, from: i32, outputs: i32, slopes: bool, bytes: usize): void {
  placeHead(call, headAt(call, first, from), outputs);
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
      head(call, first, MESSAGE, call.messageSize, call.kept != 0, bytes);
      sendMessage(call, out, rows);
    }
    if (call.owns) {
      head(call, first, UPDATE, 1, call.kept != 0, bytes);
      sendRaw(call, out, rows);
    }
  }
}

/** What the forward pass of a head left, or the same computed again. */
function recall(call: Call, first: i32, from: i32, outputs: i32, bytes: usize): void {
  if (call.kept) placeHead(call, headAt(call, first, from), outputs);
  else head(call, first, from, outputs, true, bytes);
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
      recall(call, first, MESSAGE, call.messageSize, bytes);
      zeroPanel(dOut, call.messageSize, bytes);
      receiveMessageGradient(call, dOut, rows);
      headBack(call, MESSAGE, call.messageSize, false, bytes);
    }
    if (call.owns && call.rawGradient) {
      recall(call, first, UPDATE, 1, bytes);
      zeroPanel(dOut, 1, bytes);
      receiveRawGradient(call, dOut, rows);
      headBack(call, UPDATE, 1, heard, bytes);
    } else if (!heard) continue;
    scatter(call, dx, rows);
  }
}
