/**
 * A step of the browser's build (see vite.config.ts). Left alone, a bundler makes a chunk of every set of modules that the same pages
 * share: forty for the first audit page, most of them smaller than what compressing them apart costs. Here what that page loads is put
 * into three: what pages at a desk need too, what the list of audits needs too, and its own.
 */
import type { Plugin } from 'vite';

type Graph = (id: string) => { importedIds: readonly string[] } | null;
type Part = 'shared' | 'tablet' | 'audit';

const PAGE = /\/src\/routes\/(.*\/)?\+(page|layout|error)\.(svelte|ts)$/;
const TABLET = /\/src\/routes\/\(auditor\)\//;
const ENTRY = /\/@sveltejs\/kit\/src\/runtime\/client\/entry\.js$/;
/** Root layout, error page, and what stands around every page of an auditor. */
const AROUND = /\/src\/routes\/(\(auditor\)\/)?\+(layout|error)\.(svelte|ts)$/;
const AUDITS = /\/src\/routes\/\(auditor\)\/assignments\/\+page\.svelte$/;
/** What the rules of the domain name and do not need (`schemas-apart.ts`): with a page at a desk that does, it would come along. */
const SCHEMAS = /\/node_modules\/zod\//;
const AUDIT = /\/src\/routes\/\(auditor\)\/audits\/\[auditId\]\/\+(page|layout)\.svelte$/;

/** Gives all modules that are loaded with those that `from` matches: themselves, and what they import outright, and so on. */
function loaded(ids: readonly string[], from: (id: string) => boolean, graph: Graph): Set<string> {
	const found = new Set<string>();
	const ahead = ids.filter(from);
	for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
		if (found.has(id) || SCHEMAS.test(id)) continue;
		found.add(id);
		ahead.push(...(graph(id)?.importedIds ?? []));
	}
	return found;
}

/** Gives the part of each module that the audit page loads. A part never needs one that comes after it: no circles. */
export function partsOf(ids: readonly string[], graph: Graph): Map<string, Part> {
	const around = (id: string) => ENTRY.test(id) || AROUND.test(id);
	const desk = loaded(ids, (id) => ENTRY.test(id) || (PAGE.test(id) && !TABLET.test(id)), graph);
	const audits = loaded(ids, (id) => around(id) || AUDITS.test(id), graph);
	const audit = loaded(ids, (id) => around(id) || AUDIT.test(id), graph);
	return new Map([...audit].map((id) => [id, desk.has(id) ? 'shared' : audits.has(id) ? 'tablet' : 'audit']));
}

/** Gives the step. */
export function fewChunks(): Plugin {
	let parts = new Map<string, Part>();
	return {
		name: 'golden-thread:few-chunks',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		configEnvironment: (name) =>
			name === 'client'
				? {
						build: {
							rolldownOptions: {
								output: {
									codeSplitting: {
										groups: (['shared', 'tablet', 'audit'] as const).map((part, nth) => ({
											name: part,
											test: (id: string) => parts.get(id) === part,
											priority: 3 - nth
										}))
									}
								}
							}
						}
					}
				: {},
		buildEnd() {
			parts = partsOf([...this.getModuleIds()], (id) => this.getModuleInfo(id));
		}
	};
}
