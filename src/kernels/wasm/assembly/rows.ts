// What a group of agents hands to its learner, and gets back: gather and scatter between the network's arrays and panels.

import { STRIDE, zeroPanel } from './panels';

/** One kind of input: the message, or one stored state. Strides in bytes; 0 where agents share the value. */
// @ts-ignore: decorator
@unmanaged
export class Part {
  values: usize;
  /** Where its gradient is added; 0 where nobody asks. */
  gradients: usize;
  channels: i32;
  sampleStride: i32;
  inputStride: i32;
  outputStride: i32;
  /** Standardiser `(v + shift) * scale`: where the two numbers stand, and where their gradients are added. */
  shift: usize;
  scale: usize;
  shiftGradient: usize;
  scaleGradient: usize;
}

/** One group of agents in one inner step: rows = samples x inputs x outputs, outputs fastest. All fields four bytes. */
// @ts-ignore: decorator
@unmanaged
export class Call {
  samples: i32;
  inputs: i32;
  outputs: i32;
  parts: i32;
  part: usize;
  width: i32;
  carry: i32;
  messageSize: i32;
  hidden1: i32;
  hidden2: i32;
  activation: i32;
  stateful: i32;
  owns: i32;
  /** Pointers of the learner's tensors, then those of their gradients. */
  leaves: usize;
  leafGradients: usize;
  /** Carry panels, one after the other; 0 stands for zeros. */
  carryIn: usize;
  carryOut: usize;
  /** Outgoing message and its strides; several rows may add into one entry (aggregation), each times `messageFactor`. */
  message: usize;
  messageSampleStride: i32;
  messageInputStride: i32;
  messageOutputStride: i32;
  messageFactor: f32;
  /** Raw updates [inputs, outputs], summed over samples. */
  raw: usize;
  /** Backward: gradients of what came out, laid out like it (0 for none), and where that of the carry in goes. */
  messageGradient: usize;
  rawGradient: usize;
  carryOutGradient: usize;
  carryInGradient: usize;
  scratch: usize;
  /** Where the forward pass leaves what the backward pass needs, tile after tile; 0: it is computed again. */
  kept: usize;
}

const MOST_ROWS: i32 = 64;
const samples = memory.data(4 * 64);
const inputs = memory.data(4 * 64);
const outputs = memory.data(4 * 64);

/** Names sample, input and output of each row of a tile. */
export function nameRows(call: Call, first: i32, rows: i32): void {
  const perSample = call.inputs * call.outputs;
  let b = first / perSample;
  let rest = first - b * perSample;
  let i = rest / call.outputs;
  let o = rest - i * call.outputs;
  for (let r = 0; r < rows; r++) {
    const at = <usize>r << 2;
    store<i32>(samples + at, b);
    store<i32>(inputs + at, i);
    store<i32>(outputs + at, o);
    if (++o == call.outputs) {
      o = 0;
      if (++i == call.inputs) {
        i = 0;
        b++;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function offsetOf(row: i32, sampleStride: i32, inputStride: i32, outputStride: i32): usize {
  const at = <usize>row << 2;
  return <usize>(
    (load<i32>(samples + at) * sampleStride +
      load<i32>(inputs + at) * inputStride +
      load<i32>(outputs + at) * outputStride)
  );
}

// @ts-ignore: decorator
@inline
function partAt(call: Call, index: i32): Part {
  return changetype<Part>(call.part + <usize>index * offsetof<Part>());
}

/** The learner's standardised input of a tile; rows past the last are zero. */
export function gather(call: Call, x: usize, rows: i32, bytes: usize): void {
  if ((<usize>rows << 2) < bytes) zeroPanel(x, call.width, bytes);
  for (let p = 0; p < call.parts; p++) {
    const part = partAt(call, p);
    const shift = load<f32>(part.shift);
    const scale = load<f32>(part.scale);
    for (let r = 0; r < rows; r++) {
      const from = part.values + offsetOf(r, part.sampleStride, part.inputStride, part.outputStride);
      let to = x + (<usize>r << 2);
      for (let c = 0; c < part.channels; c++, to += STRIDE)
        store<f32>(to, (load<f32>(from + (<usize>c << 2)) + shift) * scale);
    }
    x += <usize>part.channels * STRIDE;
  }
}

/** Adds the gradient of a tile's input to where the input came from, and to shift and scale. */
export function scatter(call: Call, dx: usize, rows: i32): void {
  for (let p = 0; p < call.parts; p++) {
    const part = partAt(call, p);
    const shift = load<f32>(part.shift);
    const scale = load<f32>(part.scale);
    let sum: f32 = 0;
    let weighted: f32 = 0;
    for (let r = 0; r < rows; r++) {
      const offset = offsetOf(r, part.sampleStride, part.inputStride, part.outputStride);
      let from = dx + (<usize>r << 2);
      for (let c = 0; c < part.channels; c++, from += STRIDE) {
        const at = offset + (<usize>c << 2);
        const d = load<f32>(from);
        sum += d;
        weighted += d * (load<f32>(part.values + at) + shift);
        if (part.gradients) store<f32>(part.gradients + at, load<f32>(part.gradients + at) + d * scale);
      }
    }
    store<f32>(part.shiftGradient, load<f32>(part.shiftGradient) + sum * scale);
    store<f32>(part.scaleGradient, load<f32>(part.scaleGradient) + weighted);
    dx += <usize>part.channels * STRIDE;
  }
}

/** Sends a tile's messages on: `y` holds messageSize features. */
export function sendMessage(call: Call, y: usize, rows: i32): void {
  if (!call.message) return;
  const factor = call.messageFactor;
  for (let r = 0; r < rows; r++) {
    let to =
      call.message + offsetOf(r, call.messageSampleStride, call.messageInputStride, call.messageOutputStride);
    let from = y + (<usize>r << 2);
    for (let c = 0; c < call.messageSize; c++, from += STRIDE, to += 4)
      store<f32>(to, load<f32>(to) + factor * load<f32>(from));
  }
}

/** dy += what the messages' gradient says of a tile's messages. */
export function receiveMessageGradient(call: Call, dy: usize, rows: i32): void {
  if (!call.messageGradient) return;
  const factor = call.messageFactor;
  for (let r = 0; r < rows; r++) {
    let from =
      call.messageGradient + offsetOf(r, call.messageSampleStride, call.messageInputStride, call.messageOutputStride);
    let to = dy + (<usize>r << 2);
    for (let c = 0; c < call.messageSize; c++, to += STRIDE, from += 4)
      store<f32>(to, load<f32>(to) + factor * load<f32>(from));
  }
}

/** Adds a tile's raw updates (one feature) to their sums over samples. */
export function sendRaw(call: Call, y: usize, rows: i32): void {
  for (let r = 0; r < rows; r++) {
    const to = call.raw + offsetOf(r, 0, call.outputs << 2, 4);
    store<f32>(to, load<f32>(to) + load<f32>(y + (<usize>r << 2)));
  }
}

/** dy += the gradient of the raw updates (one feature). */
export function receiveRawGradient(call: Call, dy: usize, rows: i32): void {
  if (!call.rawGradient) return;
  for (let r = 0; r < rows; r++) {
    const to = dy + (<usize>r << 2);
    store<f32>(to, load<f32>(to) + load<f32>(call.rawGradient + offsetOf(r, 0, call.outputs << 2, 4)));
  }
}

/** Rows of the tile that starts at `first`. */
export function rowsFrom(call: Call, first: i32): i32 {
  return min(MOST_ROWS, call.samples * call.inputs * call.outputs - first);
}

/** Bytes of one feature that a tile of so many rows uses: whole pairs of vectors. */
export function bytesOf(rows: i32): usize {
  return <usize>(((rows + 7) & ~7) << 2);
}
