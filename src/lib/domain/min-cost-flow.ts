/**
 * Least-cost flow in a network of whole-number capacities and costs, one unit at a time: successive shortest paths with
 * potentials (Ahuja, Magnanti and Orlin, "Network Flows", 1993, section 9.7). Every flow it reaches is the cheapest of
 * its size, so a convex cost (each further unit dearer) can be written as parallel arcs.
 */

/** A network under construction and its flow. Arcs come in pairs: arc `a` and its reverse `a ^ 1`. */
export interface Network {
	readonly source: number;
	readonly sink: number;
	/** By node: its first arc, or -1. */
	readonly first: number[];
	/** By arc: the next arc out of the same node, or -1. */
	readonly next: number[];
	/** By arc: the node it leads to. */
	readonly target: number[];
	/** By arc: what may still flow. The flow on `a` is the room on `a ^ 1`. */
	readonly room: number[];
	readonly cost: number[];
	/** By node: lowers the cost of every arc with room to 0 or more. */
	readonly potential: number[];
}

/** Gives a network with only its source (node 0) and sink (node 1). */
export function network(): Network {
	return {
		source: 0,
		sink: 1,
		first: [-1, -1],
		next: [],
		target: [],
		room: [],
		cost: [],
		potential: [0, 0]
	};
}

/** Adds a node and gives its number. */
export function addNode(net: Network): number {
	net.potential.push(0);
	return net.first.push(-1) - 1;
}

/** Adds an arc with a whole-number capacity and a cost of 0 or more for each unit, and gives its number. */
export function addArc(net: Network, from: number, to: number, capacity: number, cost: number): number {
	const arc = net.target.length;
	net.target.push(to, from);
	net.room.push(capacity, 0);
	net.cost.push(cost, -cost);
	net.next.push(net.first[from]!, net.first[to]!);
	net.first[from] = arc;
	net.first[to] = arc + 1;
	return arc;
}

/** Gives the flow on an arc. */
export function flowOn(net: Network, arc: number): number {
	return net.room[arc ^ 1]!;
}

/**
 * Sends as much as will go from source to sink, as cheaply as can be, on top of the flow that is there. Arcs out of the
 * source may be given more room (`net.room`) before a further call: what already flows out of the source stays,
 * so units of an earlier call come before those of a later one.
 */
export function fill(net: Network): void {
	raiseSource(net);
	while (shortenPaths(net)) pushAlongShortest(net);
}

/** Arcs out of the source may be new since the last call. Nothing flows back into it, so raising its potential is always allowed. */
function raiseSource(net: Network): void {
	for (let arc = net.first[net.source]!; arc >= 0; arc = net.next[arc]!)
		if (net.room[arc]! > 0) {
			const needed = net.potential[net.target[arc]!]! - net.cost[arc]!;
			if (needed > net.potential[net.source]!) net.potential[net.source] = needed;
		}
}

/**
 * Dijkstra from the source, stopped at the sink; moves the potentials so that the shortest paths cost 0.
 * Gives false where no path is left.
 */
function shortenPaths(net: Network): boolean {
	const { first, next, target, room, cost, potential, source, sink } = net;
	const distance = new Float64Array(first.length).fill(Infinity);
	const done = new Uint8Array(first.length);
	const heap = emptyHeap();
	distance[source] = 0;
	heapPush(heap, 0, source);
	while (heap.nodes.length > 0 && !done[sink]) {
		const node = heapPop(heap);
		if (done[node]) continue;
		done[node] = 1;
		const base = distance[node]! + potential[node]!;
		for (let arc = first[node]!; arc >= 0; arc = next[arc]!) {
			const to = target[arc]!;
			if (room[arc]! === 0 || done[to] || to === source) continue;
			const along = base + cost[arc]! - potential[to]!;
			if (along < distance[to]!) {
				distance[to] = along;
				heapPush(heap, along, to);
			}
		}
	}
	const toSink = distance[sink]!;
	if (!done[sink]) return false;
	for (let node = 0; node < first.length; node++) potential[node]! += Math.min(distance[node]!, toSink);
	return true;
}

/**
 * Sends units along paths whose arcs all cost 0 after the potentials, by depth-first search, until it finds no more. A node
 * that once led nowhere is left out from then on; what is missed by that is found after the next Dijkstra.
 */
function pushAlongShortest(net: Network): void {
	const { first, next, target, room, cost, potential, source, sink } = net;
	const at = Int32Array.from(first);
	const visited = new Uint8Array(first.length);
	const path: number[] = [];
	let node = source;
	visited[source] = 1;
	for (;;) {
		const arc = at[node]!;
		if (arc < 0) {
			const back = path.pop();
			if (back === undefined) return;
			node = target[back ^ 1]!;
			at[node] = next[at[node]!]!;
			continue;
		}
		const to = target[arc]!;
		if (room[arc]! === 0 || visited[to] || cost[arc]! + potential[node]! - potential[to]! !== 0) {
			at[node] = next[arc]!;
			continue;
		}
		path.push(arc);
		if (to !== sink) {
			visited[to] = 1;
			node = to;
			continue;
		}
		for (const used of path) {
			room[used]! -= 1;
			room[used ^ 1]! += 1;
			visited[target[used]!] = 0;
		}
		path.length = 0;
		node = source;
	}
}

/** A binary heap of nodes by their distance; the same node may lie in it more than once. */
interface Heap {
	readonly keys: number[];
	readonly nodes: number[];
}

function emptyHeap(): Heap {
	return { keys: [], nodes: [] };
}

function heapPush({ keys, nodes }: Heap, key: number, node: number): void {
	let at = keys.length;
	while (at > 0) {
		const parent = (at - 1) >> 1;
		if (keys[parent]! <= key) break;
		keys[at] = keys[parent]!;
		nodes[at] = nodes[parent]!;
		at = parent;
	}
	keys[at] = key;
	nodes[at] = node;
}

/** Takes the nearest node out of a heap that is not empty. */
function heapPop({ keys, nodes }: Heap): number {
	const nearest = nodes[0]!;
	const key = keys.pop()!;
	const node = nodes.pop()!;
	const size = keys.length;
	if (size === 0) return nearest;
	let at = 0;
	for (;;) {
		let child = 2 * at + 1;
		if (child >= size) break;
		if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
		if (keys[child]! >= key) break;
		keys[at] = keys[child]!;
		nodes[at] = nodes[child]!;
		at = child;
	}
	keys[at] = key;
	nodes[at] = node;
	return nearest;
}
