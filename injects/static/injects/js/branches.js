// <tte-branches>: injects and the conditions between them as a graph, laid out here and drawn as SVG.
//
// Data: data-graph='{"nodes": [{id, kind: inject|gate, label, url, filled, unreachable, problem}],
// "edges": [{from, to, label, kind, dead}]}'. Nodes with a url are links. The same stands on the page as a list.
import {arrow, boxOf, lineOf, MEASURES, path} from "./branches-core.js";
import {gettext} from "../../tte/js/i18n.js";
import {graphlib, layout} from "../../tte/vendor/dagre.js";
import {html, LitElement, nothing, svg} from "../../tte/vendor/lit.js";

const SCALES = [0.5, 0.65, 0.8, 1];
const MARGIN = 16;

class TteBranches extends LitElement {
  static properties = {plan: {state: true}, size: {state: true}};

  static get observedAttributes() { return [...super.observedAttributes, "data-graph"]; }

  constructor() {
    super();
    this.plan = null;
    this.size = SCALES.length - 1;
  }

  createRenderRoot() { return this; }

  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (name === "data-graph" && now) this.plan = this.arranged(JSON.parse(now));
  }

  /** Nodes and edges with their places. */
  arranged({nodes, edges}) {
    const graph = new graphlib.Graph({multigraph: true});
    graph.setGraph({rankdir: "LR", nodesep: 18, edgesep: 12, ranksep: 26, marginx: MARGIN, marginy: MARGIN});
    for (const node of nodes) graph.setNode(node.id, boxOf(node));
    edges.forEach((edge, index) => graph.setEdge(edge.from, edge.to, {...lineOf(edge), labelpos: "c"}, String(index)));
    layout(graph);
    const {width, height} = graph.graph();
    return {
      width: Math.ceil(width), height: Math.ceil(height),
      nodes: graph.nodes().map(id => graph.node(id)), edges: graph.edges().map(edge => graph.edge(edge)),
    };
  }

  render() {
    if (!this.plan) return nothing;
    const {width, height, nodes, edges} = this.plan, scale = SCALES[this.size];
    return html`<div class="branches-tools no-print">
        <button type="button" class="small" ?disabled=${this.size === 0} @click=${() => { this.size -= 1; }}>${gettext("Smaller")}</button>
        <button type="button" class="small" ?disabled=${this.size === SCALES.length - 1} @click=${() => { this.size += 1; }}>${gettext("Larger")}</button>
        ${this.legend()}
      </div>
      <div class="branches-scroll" tabindex="0" role="group" aria-label=${this.getAttribute("aria-label") ?? gettext("Branches")}>
        <svg width=${Math.ceil(width * scale)} height=${Math.ceil(height * scale)} viewBox=${`0 0 ${width} ${height}`}>
          ${edges.map(edge => this.edge(edge))}${nodes.map(node => this.node(node))}
        </svg></div>`;
  }

  edge({kind, dead, label, lines, points, x, y, written, height}) {
    return svg`<g class="edge" data-kind=${kind} data-dead=${dead ? "" : nothing} aria-hidden="true"><title>${label}</title>
      <path d=${path(points)}></path><polygon points=${arrow(points)}></polygon>
      <rect x=${x - written / 2} y=${y - height / 2} width=${written} height=${height} rx="3"></rect>
      ${lines.map((line, at) => svg`<text x=${x} y=${y - height / 2 + 13 + at * MEASURES.EDGE_LINE} text-anchor="middle">${line}</text>`)}</g>`;
  }

  node(node) {
    const {x, y, width, height, lines, kind} = node;
    const left = x - width / 2, top = y - height / 2;
    const text = lines.map((line, at) => svg`<text x=${kind === "gate" ? x : left + MEASURES.PAD} y=${top + MEASURES.PAD + 12.5 + at * MEASURES.LINE} text-anchor=${kind === "gate" ? "middle" : "start"}>${line + " "}</text>`);
    if (kind === "gate") {
      const cut = Math.min(12, height / 2);
      return svg`<g class="node" data-kind="gate"><title>${node.label}</title><path d=${`M${left + cut},${top}H${left + width - cut}L${left + width},${y}L${left + width - cut},${top + height}H${left + cut}L${left},${y}Z`}></path>${text}</g>`;
    }
    const said = [node.label, node.unreachable ? gettext("never goes out") : "", node.problem].filter(Boolean).join(". ");
    const drawn = svg`<title>${said}</title><rect x=${left} y=${top} width=${width} height=${height} rx="6"></rect>${text}
      ${node.problem || node.unreachable ? svg`<text class="warn" x=${left + width - 12} y=${top + 16}>!</text>` : nothing}`;
    const look = `node${node.filled ? " filled" : ""}${node.unreachable ? " unreachable" : ""}`;
    return svg`<a href=${node.url}><g class=${look} data-kind="inject">${drawn}</g></a>`;
  }

  legend() {
    const box = (look, word) => html`<span><svg width="26" height="18" aria-hidden="true"><g class="node ${look}" data-kind="inject"><rect x="2.5" y="2.5" width="21" height="13" rx="4"></rect></g></svg>${word}</span>`;
    return html`${box("filled", gettext("asks for a decision"))}${box("", gettext("other inject"))}
      <span><svg width="26" height="18" aria-hidden="true"><g class="node" data-kind="gate"><path d="M7,2.5H19L24,9L19,15.5H7L2,9Z"></path></g></svg>${gettext("condition")}</span>
      ${this.plan.nodes.some(node => node.unreachable) ? box("unreachable", gettext("never goes out")) : nothing}`;
  }
}

customElements.define("tte-branches", TteBranches);
