export class Target {}
export default {
  fetch() {
    return new Response('x')
  },
}
