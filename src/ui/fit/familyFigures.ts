// The figure of each task family, by the family's id.

import type { ComponentType } from 'react';
import type { FamilyId } from '../../tasks/families.ts';
import { BoundaryPlot } from './BoundaryPlot.tsx';
import type { FitPlotProps } from './fitProps.ts';
import { LinePlot } from './LinePlot.tsx';

export const FIT_PLOTS: Readonly<
  Record<FamilyId, ComponentType<FitPlotProps & { readonly width: number; readonly height: number }>>
> = { sinusoid: LinePlot, boundary: BoundaryPlot };
