import { published } from '../../migrations-manifest/index.ts'
import { createWorker } from './worker.ts'

const { Target, handlers } = createWorker(() => published)

export { Target }
export default handlers
