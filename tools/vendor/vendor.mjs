// Build the third-party files that browsers get: bundle, copy, cut the base map, and write down what came from where.
// Run: npm ci --ignore-scripts && node vendor.mjs [output folder]. Two runs give the same bytes.
import {build} from "esbuild";
import {createHash} from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import {geoIdentity} from "d3-geo";
import {geoProject} from "d3-geo-projection";
import {feature} from "topojson-client";
import {topology} from "topojson-server";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const out = path.resolve(process.argv[2] ?? path.join(here, "../../tte/static/tte/vendor"));
const modules = path.join(here, "node_modules");

const iconSets = [
  "numberair", "numberairmissile", "numberlandunit", "numberlandequipment", "numberlandinstallation",
  "numbersea", "numbersubsurface", "numberminewarfare", "numberactivites", "numbercyberspace",
].join(",");

// One entry per file; only what the pages use is exported, so that the rest is left out.
const bundles = {
  "geo.js": `
    export {geoPath,geoMercator,geoGraticule,geoCircle,geoInterpolate,geoDistance,geoContains} from "d3-geo";
    export {feature,mesh} from "topojson-client";
    export {select,selectAll,pointer} from "d3-selection";
    export {zoom,zoomIdentity,zoomTransform} from "d3-zoom";`,
  "lit.js": `
    export {LitElement,html,svg,nothing,render} from "lit";
    export {repeat} from "lit/directives/repeat.js";
    export {classMap} from "lit/directives/class-map.js";
    export {live} from "lit/directives/live.js";
    export {ref,createRef} from "lit/directives/ref.js";`,
  "dagre.js": `export {graphlib,layout} from "@dagrejs/dagre";`,
  "milsymbol.js": `
    import {ms} from "./node_modules/milsymbol/src/milsymbol.js";
    import {${iconSets}} from "./node_modules/milsymbol/index.mjs";
    ms.addIcons([${iconSets}]);
    export default ms;`,
};

// West, south, east, north of the base map, in degrees.
const theatre = [[98, -2], [156, 56]];
// Three rings of this country wind backwards in the 10m data, and a spherical fill then covers the globe.
const backwards = new Set(["Maldives"]);

function cutBasemap() {
  const world = JSON.parse(fs.readFileSync(path.join(modules, "world-atlas/countries-10m.json"), "utf8"));
  const clip = geoIdentity().clipExtent(theatre);
  const countries = feature(world, world.objects.countries).features
    .filter(country => !backwards.has(country.properties.name))
    .map(country => geoProject(country, clip))
    .filter(country => country?.geometry?.coordinates?.length);
  return JSON.stringify(topology({countries: {type: "FeatureCollection", features: countries}}, 2e4));
}

function shippedPackages() {
  const lock = JSON.parse(fs.readFileSync(path.join(here, "package-lock.json"), "utf8")).packages;
  return Object.entries(lock)
    .filter(([folder, entry]) => folder && !entry.dev)
    .map(([folder, entry]) => [folder.slice("node_modules/".length), entry])
    .filter(([name]) => !name.startsWith("@types/"));  // type declarations never reach a browser
}

function licenceText(name) {
  const folder = path.join(modules, name);
  const file = fs.readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
  return file ? fs.readFileSync(path.join(folder, file), "utf8").trim() : null;
}

function licences(packages) {
  return packages.map(([name, entry]) => {
    const text = licenceText(name) ?? `Licence ${entry.license}; the package carries no licence file.`;
    return `${name} ${entry.version} (${entry.license})\n${"=".repeat(72)}\n${text}\n`;
  }).join("\n\n");
}

function manifest(packages) {
  const files = {};
  for (const name of fs.readdirSync(out).sort()) {
    if (name === "MANIFEST.json") continue;
    files[name] = "sha384-" + createHash("sha384").update(fs.readFileSync(path.join(out, name))).digest("base64");
  }
  const origins = Object.fromEntries(packages.map(([name, {version, license, integrity}]) =>
    [name, {version, license, integrity}]));
  return JSON.stringify({files, packages: origins}, null, 1) + "\n";
}

fs.rmSync(out, {recursive: true, force: true});
fs.mkdirSync(out, {recursive: true});
for (const [name, contents] of Object.entries(bundles)) {
  await build({
    stdin: {contents, resolveDir: here}, bundle: true, minify: true, format: "esm", target: "es2022",
    legalComments: "none", outfile: path.join(out, name), logLevel: "error",
  });
}
const htmx = fs.readFileSync(path.join(modules, "htmx.org/dist/htmx.esm.min.js"), "utf8");
fs.writeFileSync(path.join(out, "htmx.js"), htmx.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n"));
fs.writeFileSync(path.join(out, "basemap.topo.json"), cutBasemap());
const packages = shippedPackages();
fs.writeFileSync(path.join(out, "LICENSES.txt"), licences(packages));
fs.writeFileSync(path.join(out, "MANIFEST.json"), manifest(packages));
