/**
 * A step of the browser's build (see vite.config.ts). A domain file holds a schema and the rules beside it. The tablet needs the
 * rules at once, and the schemas, with all of Zod, only when an answer of the server comes in (`reply.ts`). A bundler cannot see
 * that making a schema has no side effect, nor put one module into two chunks, so:
 * - the tablet, its pages and its cryptography get a copy of the domain of their own, which no other page's needs can fill up;
 * - in it each constant that is made by a call is marked as droppable where nothing uses it.
 */
import type { Plugin } from 'vite';

const TABLET = /\/src\/(lib\/(client|sealing)|routes\/\(auditor\))\//;
const READER = /\/src\/lib\/client\/reply\.ts$/;
const DOMAIN = /\/src\/lib\/domain\/[\w-]+\.ts$/;
const COPY = '?rules';

/** Gives the step. It rests on a rule of the house: the domain is pure, so nothing in it is run for its effect. */
export function schemasApart(): Plugin {
	return {
		name: 'golden-thread:schemas-apart',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		resolveId: {
			order: 'pre',
			async handler(source, importer, options) {
				const wantsRules = importer && (importer.endsWith(COPY) || (TABLET.test(importer) && !READER.test(importer)));
				if (!wantsRules) return null;
				const found = await this.resolve(source, importer.replace(COPY, ''), { ...options, skipSelf: true });
				return found && DOMAIN.test(found.id) ? { ...found, id: found.id + COPY } : found;
			}
		},
		transform: {
			order: 'post',
			filter: { id: /\.ts\?rules$/ },
			handler(code) {
				const text: string[] = [];
				let from = 0;
				for (const node of this.parse(code).body) {
					const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
					if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
					for (const { init } of declaration.declarations) {
						if (init?.type !== 'CallExpression') continue;
						const call = code.slice(init.start, init.end);
						text.push(code.slice(from, init.start), `/* @__PURE__ */ (() => ${call})()`);
						from = init.end;
					}
				}
				return { code: text.join('') + code.slice(from), map: null };
			}
		}
	};
}
