/** What the first audit page loads: every script and style that Chromium fetches for it, in kB of gzip. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Row } from './figures.ts';

const client = resolve(import.meta.dirname, '..', '..', 'build', 'client');

interface ManifestEntry {
	file: string;
	src?: string;
	imports?: string[];
	css?: string[];
}

/** Follows static imports from the entries that a page at this route needs. */
function filesFor(manifest: Record<string, ManifestEntry>, keys: readonly string[]): Set<string> {
	const found = new Set<string>();
	const seen = new Set<string>();
	const visit = (key: string) => {
		const entry = manifest[key];
		if (!entry || seen.has(key)) return;
		seen.add(key);
		found.add(entry.file);
		for (const css of entry.css ?? []) found.add(css);
		for (const next of entry.imports ?? []) visit(next);
	};
	for (const key of keys) visit(key);
	return found;
}

export async function bench(): Promise<Row[]> {
	const built = resolve(import.meta.dirname, '..', '..', '.svelte-kit', 'output', 'client', '.vite', 'manifest.json');
	const manifest = JSON.parse(readFileSync(built, 'utf8')) as Record<string, ManifestEntry>;
	const nodes = resolve(import.meta.dirname, '..', '..', '.svelte-kit', 'generated', 'client-optimized', 'nodes');
	const wanted = readdirSync(nodes).filter((file) => {
		const text = readFileSync(join(nodes, file), 'utf8');
		return (
			/routes\/\+layout\.svelte|routes\/\+error\.svelte/.test(text) ||
			/routes\/\(auditor\)\/\+layout/.test(text) ||
			/routes\/\(auditor\)\/audits\/\[auditId\]\/\+(page|layout)\.svelte/.test(text)
		);
	});
	const keys = Object.entries(manifest)
		.filter(
			([key, entry]) =>
				/client\/entry\.js$|generated\/client-optimized\/app\.js$/.test(entry.src ?? key) ||
				wanted.some((file) => (entry.src ?? key).endsWith(`client-optimized/nodes/${file}`))
		)
		.map(([key]) => key);
	const files = [...filesFor(manifest, keys)];
	const kB = (pattern: RegExp) =>
		files
			.filter((file) => pattern.test(file))
			.reduce((sum, file) => sum + gzipSync(readFileSync(join(client, file)), { level: 9 }).length, 0) / 1000;
	return [
		{ what: 'first audit page: scripts', value: kB(/\.js$/), unit: 'kB gzip' },
		{ what: 'first audit page: styles', value: kB(/\.css$/), unit: 'kB gzip' },
		{ what: 'first audit page: scripts and styles', value: kB(/\.(js|css)$/), unit: 'kB gzip', aim: 'at most 120' }
	];
}
