/** Lets messages in between two pieces of work. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    // Not a timer: browsers stretch those to 4 ms.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
