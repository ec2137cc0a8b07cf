/**
 * A step of the browser's build (see vite.config.ts). A domain file holds a schema and the rules beside it. The tablet needs the
 * rules at once, and the schemas, with all of Zod, only when an answer of the server comes in. A bundler cannot see that making
 * a schema has no side effect, nor put one module into two chunks, so:
 * - each constant of the domain that is made by a call is marked as droppable where nothing uses it;
 * - what `reply.ts` imports of the domain is a copy of its own, of which only the schemas are left.
 */
import type { Plugin } from 'vite';

const DOMAIN = /\/src\/lib\/domain\/[\w-]+\.ts(\?schemas)?$/;
const READER = /\/src\/lib\/client\/reply\.ts$/;
const COPY = '?schemas';

/** Gives the step. It rests on a rule of the house: the domain is pure, so nothing in it is run for its effect. */
export function schemasApart(): Plugin {
	return {
		name: 'golden-thread:schemas-apart',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		resolveId: {
			order: 'pre',
			async handler(source, importer, options) {
				if (!importer || !(READER.test(importer) || importer.endsWith(COPY))) return null;
				const found = await this.resolve(source, importer.replace(COPY, ''), { ...options, skipSelf: true });
				return found && DOMAIN.test(found.id) ? { ...found, id: found.id + COPY } : found;
			}
		},
		transform: {
			order: 'post',
			filter: { id: DOMAIN },
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
