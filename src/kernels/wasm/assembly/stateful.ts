// The rule with memory, Eq. 10-12, over all rows of one group of agents; and its gradient, which computes each tile
// again from its carry instead of keeping what the forward pass saw.

import { addRowSums, productGradient, sigmoidPanel, STRIDE, tanhPanel, zeroPanel } from './panels';
import {
  dense,
  denseBack,
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

// Tensors of the learner, in the order of its leaves.
const UPDATE: i32 = 0; // from input, from carry, bias
const RESET: i32 = 3;
const FROM_INPUT: i32 = 6; // perceptron of five
const FROM_CARRY: i32 = 11;
const NEXT_BIAS: i32 = 16;

// Panels in scratch, set by `place`.
let x: usize, dx: usize, update: usize, reset: usize, gated: usize, next: usize;
let dNext: usize, dUpdate: usize, dReset: usize, dGated: usize, dCarry: usize, spare: usize;
const fromInput = changetype<Hidden>(memory.data(16));
const fromCarry = changetype<Hidden>(memory.data(16));
/** With zero memories: what the memory's perceptron adds for every row, [C], and the sum of its gradients. */
let constant: usize, dConstant: usize;

/** Features that a tile's backward pass needs of its forward pass: two gates, the proposal, both perceptrons. */
function keptFeatures(call: Call): i32 {
  return 3 * call.carry + 2 * hiddenFeatures(call);
}

/** Panels of the forward pass stand at `at`: in scratch, or in a tile's own place. */
function placeForward(call: Call, at: usize): void {
  const c = <usize>call.carry * STRIDE;
  update = at;
  reset = at + c;
  next = reset + c;
  placeHidden(call, fromInput, next + c);
  placeHidden(call, fromCarry, next + c + <usize>hiddenFeatures(call) * STRIDE);
}

function place(call: Call): void {
  const c = <usize>call.carry * STRIDE;
  placeForward(call, call.scratch);
  x = call.scratch + <usize>keptFeatures(call) * STRIDE;
  dx = x + <usize>call.width * STRIDE;
  gated = dx + <usize>call.width * STRIDE;
  dNext = gated + c;
  dUpdate = dNext + c;
  dReset = dUpdate + c;
  dGated = dReset + c;
  dCarry = dGated + c;
  spare = dCarry + c;
  constant = spare + <usize>max(call.hidden1, call.hidden2) * STRIDE;
  dConstant = constant + <usize>call.carry * 4;
}

/** Bytes of scratch a call needs. */
export function statefulScratch(call: Call): i32 {
  const features = keptFeatures(call) + 2 * call.width + 6 * call.carry + max(call.hidden1, call.hidden2);
  return features * <i32>STRIDE + 8 * call.carry;
}

/** Bytes that a tile leaves for its backward pass. */
export function statefulKept(call: Call): i32 {
  return keptFeatures(call) * <i32>STRIDE;
}

/** The memory's perceptron on a memory of zeros: the same for every row, so computed once, on one. */
function placeConstant(call: Call, slopes: bool): void {
  zeroPanel(gated, call.carry, 32);
  hiddenForward(call, FROM_CARRY, gated, call.carry, fromCarry, slopes, 32);
  dense(leaf(call, FROM_CARRY + 4), leaf(call, NEXT_BIAS), fromCarry.second, call.hidden2, next, call.carry, false, 32);
  for (let c = 0; c < call.carry; c++) store<f32>(constant + ((<usize>c) << 2), load<f32>(next + <usize>c * STRIDE));
}

/** c r. */
function gate(call: Call, carry: usize, bytes: usize): void {
  for (let n: usize = 0; n < <usize>call.carry * STRIDE; n += STRIDE)
    for (let r: usize = n; r < n + bytes; r += 16)
      v128.store(gated + r, f32x4.mul(v128.load(carry + r), v128.load(reset + r)));
}

/** Gates and the proposal of one tile: update, reset, gated, next. */
function compute(call: Call, carry: usize, slopes: bool, bytes: usize): void {
  const width = call.width;
  const size = call.carry;
  dense(leaf(call, UPDATE), leaf(call, UPDATE + 2), x, width, update, size, false, bytes);
  if (carry) dense(leaf(call, UPDATE + 1), 0, carry, size, update, size, true, bytes);
  sigmoidPanel(update, size, bytes);
  hiddenForward(call, FROM_INPUT, x, width, fromInput, slopes, bytes);
  const bias = carry ? leaf(call, NEXT_BIAS) : constant;
  dense(leaf(call, FROM_INPUT + 4), bias, fromInput.second, call.hidden2, next, size, false, bytes);
  if (carry) {
    dense(leaf(call, RESET), leaf(call, RESET + 2), x, width, reset, size, false, bytes);
    dense(leaf(call, RESET + 1), 0, carry, size, reset, size, true, bytes);
    sigmoidPanel(reset, size, bytes);
    gate(call, carry, bytes);
    hiddenForward(call, FROM_CARRY, gated, size, fromCarry, slopes, bytes);
    dense(leaf(call, FROM_CARRY + 4), 0, fromCarry.second, call.hidden2, next, size, true, bytes);
  }
  tanhPanel(next, size, bytes);
}

/** c' = u c + (1 - u) n. */
function blend(call: Call, carry: usize, to: usize, bytes: usize): void {
  for (let n: usize = 0; n < <usize>call.carry * STRIDE; n += STRIDE)
    for (let r: usize = n; r < n + bytes; r += 16) {
      const proposal = v128.load(next + r);
      const before = carry ? v128.load(carry + r) : f32x4.splat(0);
      v128.store(to + r, f32x4.add(proposal, f32x4.mul(v128.load(update + r), f32x4.sub(before, proposal))));
    }
}

export function statefulForward(call: Call): void {
  place(call);
  const kept = <usize>statefulKept(call);
  if (!call.carryIn) placeConstant(call, false);
  const tile = <usize>call.carry * STRIDE;
  let at: usize = 0;
  for (let first = 0, rows = rowsFrom(call, 0); rows > 0; first += 64, rows = rowsFrom(call, first), at += tile) {
    const bytes = bytesOf(rows);
    nameRows(call, first, rows);
    gather(call, x, rows, bytes);
    const carry = call.carryIn ? call.carryIn + at : 0;
    if (call.kept) placeForward(call, call.kept + <usize>(first >> 6) * kept);
    compute(call, carry, call.kept != 0, bytes);
    const to = call.carryOut ? call.carryOut + at : gated;
    blend(call, carry, to, bytes);
    sendMessage(call, to + <usize>(call.carry - call.messageSize) * STRIDE, rows);
    if (call.owns) sendRaw(call, to, rows);
  }
}

/** dNext, dUpdate (both before their activation) and the direct part of dCarry, from dNext = the gradient of c'. */
function blendBack(call: Call, carry: usize, bytes: usize): void {
  const one = f32x4.splat(1);
  for (let n: usize = 0; n < <usize>call.carry * STRIDE; n += STRIDE)
    for (let r: usize = n; r < n + bytes; r += 16) {
      const d = v128.load(dNext + r);
      const u = v128.load(update + r);
      const proposal = v128.load(next + r);
      const before = carry ? v128.load(carry + r) : f32x4.splat(0);
      const keep = f32x4.sub(one, u);
      v128.store(dNext + r, f32x4.mul(f32x4.mul(d, keep), f32x4.sub(one, f32x4.mul(proposal, proposal))));
      v128.store(dUpdate + r, f32x4.mul(f32x4.mul(d, f32x4.sub(before, proposal)), f32x4.mul(u, keep)));
      if (carry) v128.store(dCarry + r, f32x4.mul(d, u));
    }
}

/** Through c r: dReset before its activation, and dCarry += dGated r. */
function gatedBack(call: Call, carry: usize, bytes: usize): void {
  const one = f32x4.splat(1);
  for (let n: usize = 0; n < <usize>call.carry * STRIDE; n += STRIDE)
    for (let r: usize = n; r < n + bytes; r += 16) {
      const d = v128.load(dGated + r);
      const gate = v128.load(reset + r);
      v128.store(dCarry + r, f32x4.add(v128.load(dCarry + r), f32x4.mul(d, gate)));
      const slope = f32x4.mul(gate, f32x4.sub(one, gate));
      v128.store(dReset + r, f32x4.mul(f32x4.mul(d, v128.load(carry + r)), slope));
    }
}

/** One gate's kernels and bias, and what it sends to input and carry. */
function gateBack(call: Call, from: i32, carry: usize, dy: usize, bytes: usize): void {
  const width = call.width;
  const size = call.carry;
  productGradient(x, width, dy, size, leafGradient(call, from), bytes);
  addRowSums(dy, size, leafGradient(call, from + 2), bytes);
  denseBack(leaf(call, from), dy, size, dx, width, true, bytes);
  if (!carry) return;
  productGradient(carry, size, dy, size, leafGradient(call, from + 1), bytes);
  denseBack(leaf(call, from + 1), dy, size, dCarry, size, true, bytes);
}

function memoryBack(call: Call, carry: usize, bytes: usize): void {
  const size = call.carry;
  perceptronBack(call, FROM_CARRY, gated, size, fromCarry, dNext, size, dGated, false, spare, bytes);
  gatedBack(call, carry, bytes);
  gateBack(call, RESET, carry, dReset, bytes);
}

/** The gradient of the constant, collected over all rows, through the memory's perceptron: one row of eight. */
function constantBack(call: Call): void {
  placeForward(call, call.scratch);
  placeConstant(call, true);
  zeroPanel(dNext, call.carry, 32);
  for (let c = 0; c < call.carry; c++) store<f32>(dNext + <usize>c * STRIDE, load<f32>(dConstant + ((<usize>c) << 2)));
  perceptronBack(call, FROM_CARRY, gated, call.carry, fromCarry, dNext, call.carry, dGated, false, spare, 32);
}

/** dNext = the gradient of a tile's new carry: from the next inner step, from its message, from its raw update. */
function carryGradient(call: Call, at: usize, rows: i32, bytes: usize): void {
  if (call.carryOutGradient) memory.copy(dNext, call.carryOutGradient + at, <usize>call.carry * STRIDE);
  else zeroPanel(dNext, call.carry, bytes);
  receiveMessageGradient(call, dNext + <usize>(call.carry - call.messageSize) * STRIDE, rows);
  if (call.owns) receiveRawGradient(call, dNext, rows);
}

export function statefulBackward(call: Call): void {
  place(call);
  const kept = <usize>statefulKept(call);
  if (!call.carryIn) {
    placeConstant(call, false);
    memory.fill(dConstant, 0, (<usize>call.carry) << 2);
  }
  const size = call.carry;
  const tile = <usize>size * STRIDE;
  let at: usize = 0;
  for (let first = 0, rows = rowsFrom(call, 0); rows > 0; first += 64, rows = rowsFrom(call, first), at += tile) {
    const bytes = bytesOf(rows);
    nameRows(call, first, rows);
    gather(call, x, rows, bytes);
    const carry = call.carryIn ? call.carryIn + at : 0;
    if (call.kept) {
      placeForward(call, call.kept + <usize>(first >> 6) * kept);
      if (carry) gate(call, carry, bytes);
    } else compute(call, carry, true, bytes);
    carryGradient(call, at, rows, bytes);
    blendBack(call, carry, bytes);
    perceptronBack(call, FROM_INPUT, x, call.width, fromInput, dNext, size, dx, false, spare, bytes);
    gateBack(call, UPDATE, carry, dUpdate, bytes);
    addRowSums(dNext, size, leafGradient(call, NEXT_BIAS), bytes);
    if (carry) memoryBack(call, carry, bytes);
    else addRowSums(dNext, size, dConstant, bytes);
    scatter(call, dx, rows);
    if (call.carryInGradient) memory.copy(call.carryInGradient + at, dCarry, tile);
  }
  if (!call.carryIn) constantBack(call);
}
