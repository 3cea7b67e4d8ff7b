// What the build makes of imports that are no TypeScript.

declare module '*?worker&inline' {
  const InlineWorker: new () => Worker;
  export default InlineWorker;
}
