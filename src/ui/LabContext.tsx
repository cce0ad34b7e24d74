// The lab in React: one context, one hook for its state.

import { createContext, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';

import type { Lab } from '../store/lab.ts';
import type { LabState } from '../store/labStore.ts';

const LabReactContext = createContext<Lab | undefined>(undefined);

export function LabProvider({ lab, children }: { readonly lab: Lab; readonly children: ReactNode }) {
  return <LabReactContext value={lab}>{children}</LabReactContext>;
}

export function useLab(): Lab {
  const lab = useContext(LabReactContext);
  if (lab === undefined) throw new Error('useLab needs a LabProvider above it');
  return lab;
}

/** A part of the state. The selector must return the same reference while nothing changed. */
export function useLabState<T>(select: (state: LabState) => T): T {
  return useStore(useLab().store, select);
}
