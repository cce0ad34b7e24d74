interface FileButtonProps {
  readonly words: string;
  /** Endings and media types. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
}

/** A button that asks for a file from disk. */
export function FileButton({ words, accept, onFile }: FileButtonProps) {
  return (
    <label className="btn">
      {words}
      <input
        type="file"
        className="fig-hidden"
        accept={accept}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </label>
  );
}
