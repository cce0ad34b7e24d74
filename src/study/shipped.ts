// The studies that the page opens by itself, the first of them first, and where they and their reports lie.

export interface ShippedStudy {
  /** Its file is `trainings/studies/<id>.json`, its data `public/studies/<id>.json`. */
  readonly id: string;
  /** As its file says. */
  readonly name: string;
}

export const SHIPPED_STUDIES = [
  { id: '2x10', name: 'Message size, sharing and memory on 2x10' },
  { id: '2x10-parts', name: 'Parts of the rule on 2x10' },
  { id: '5x10', name: 'Message size on 5x10' },
] as const satisfies readonly ShippedStudy[];

/** Its data beside the page. */
export const dataPath = ({ id }: ShippedStudy) => `studies/${id}.json`;

/** Its report, and the folder of its pictures as the report names it, in `docs`. */
export function reportPlaces({ id }: ShippedStudy): { readonly report: string; readonly pictures: string } {
  const first = id === SHIPPED_STUDIES[0].id;
  return { report: first ? 'study.md' : `study-${id}.md`, pictures: first ? 'img/' : `img/study-${id}/` };
}
