export const VALID = 'projectId: shop\napp: {port: 8080}\n';
export const INVALID = 'projectId: shop\napp: {port: none}\n';
