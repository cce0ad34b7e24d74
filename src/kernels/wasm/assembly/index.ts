// Entry points of the module. A call's fields are set from outside; see `src/kernels/wasm/call.ts`.

import { multiplyAdds, ROUND_FLOPS } from './peak';
import { Call } from './rows';
import { statefulBackward, statefulForward, statefulKept, statefulScratch } from './stateful';
import { statelessBackward, statelessForward, statelessKept, statelessScratch } from './stateless';

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}

/** Bytes of scratch a call needs. */
export function scratchBytes(at: usize): i32 {
  const call = changetype<Call>(at);
  return call.stateful ? statefulScratch(call) : statelessScratch(call);
}

/** Bytes that each tile of a call leaves for its backward pass, where it may. */
export function keptBytes(at: usize): i32 {
  const call = changetype<Call>(at);
  return call.stateful ? statefulKept(call) : statelessKept(call);
}

/** Applies the rule of one group of agents to all its rows. Adds to messages and raw updates. */
export function ruleForward(at: usize): void {
  const call = changetype<Call>(at);
  if (call.stateful) statefulForward(call);
  else statelessForward(call);
}

/** Its gradient: adds to those of the inputs and of the parameters; sets that of the carry. */
export function ruleBackward(at: usize): void {
  const call = changetype<Call>(at);
  if (call.stateful) statefulBackward(call);
  else statelessBackward(call);
}

export { multiplyAdds };

/** Floating-point operations of a round of `multiplyAdds`. */
export function roundFlops(): i32 {
  return ROUND_FLOPS;
}
