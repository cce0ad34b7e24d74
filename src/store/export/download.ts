// Handing a file to the browser's downloads.

export type FileContent = ArrayBuffer | string;

export function saveFile(
  document: Document,
  content: FileContent,
  name: string,
  type = 'application/octet-stream',
): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
