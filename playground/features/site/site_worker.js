// Trains in the browser: Pyodide, with the app's own Python. All files come from the page, in its first message; nothing is
// fetched from anywhere. Each further message is answered by playground/features/site/visit.py.

let files = null; // name → bytes
let hear = null;

const named = (address) => String(address).split("/").pop();
const { importScripts: scripts } = self;
self.fetch = async (asked) => {
  const name = named(asked.url ?? asked);
  if (!files[name]) throw new TypeError(`${name} is not among the files`);
  return new Response(files[name], { headers: { "content-type": name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream" } });
};
self.importScripts = (asked) => {
  const address = URL.createObjectURL(new Blob([files[named(asked)]], { type: "text/javascript" }));
  scripts(address);
  URL.revokeObjectURL(address);
};

async function start({ numpy, python }) {
  importScripts("pyodide.js");
  const pyodide = await loadPyodide({ indexURL: "memory:/", lockFileURL: "memory:/pyodide-lock.json" });
  pyodide.unpackArchive(files[numpy], "wheel");
  pyodide.unpackArchive(files[python], "zip", { extractDir: "/app" });
  files = {}; // all is in Python's memory now
  pyodide.runPython("import sys; sys.path.insert(0, '/app')");
  hear = pyodide.pyimport("playground.features.site.visit").hear;
}

onmessage = async ({ data }) => {
  try {
    if (data.files) {
      ({ files } = data);
      await start(data);
      postMessage({ ready: true });
    } else postMessage({ said: hear(data.message) });
  } catch (error) {
    console.error(error);
    postMessage({ failed: true });
  }
};
