import { useLab } from '../LabContext.tsx';
import { saving } from './saving.ts';

/** A figure as it stands on screen. What draws it loads when it is first asked for. @throws where it is not there. */
export async function pictureOnScreen(
  figure: HTMLElement | null,
  title: string,
  kind: 'svg' | 'png',
): Promise<ArrayBuffer | string> {
  if (figure === null) throw new Error('the figure is not on screen');
  const { pictureOf } = await import('./figureSvg.ts');
  return pictureOf(figure, title, kind);
}

/** A kind of file: what its button says, its name, its type, and how it is made. */
export type FileKind = readonly [
  name: string,
  file: string,
  type: string,
  content: () => ArrayBuffer | string | Promise<ArrayBuffer | string>,
];

interface FileButtonsProps {
  readonly files: readonly FileKind[];
  /** What they are of, where another row has the same names. */
  readonly of?: string;
  readonly disabled?: boolean;
}

/** A button for each kind of file. */
export function FileButtons({ files, of, disabled }: FileButtonsProps) {
  const lab = useLab();
  return files.map(([name, file, type, content]) => (
    <button
      key={name}
      type="button"
      className="btn"
      aria-label={of && `${name} of ${of}`}
      disabled={disabled}
      onClick={() => void saving(lab, async () => lab.saveFile(await content(), file, type))}
    >
      {name}
    </button>
  ));
}
