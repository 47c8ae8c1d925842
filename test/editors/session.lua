-- A session in Neovim, as a person has it: diagnostics, hover, completion, a fix. Its results go to RESULTS as JSON.
local results = {}

local function wait_for(what, condition)
  if not vim.wait(20000, condition, 50) then
    error('Waited in vain for ' .. what .. '. So far: ' .. vim.json.encode(results))
  end
end

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000)
  for _, answer in pairs(answers or {}) do
    if answer.error then error(method .. ': ' .. answer.error.message) end
    return answer.result
  end
  error(method .. ' has no answer')
end

local function run()
  vim.cmd('edit binary-caches.json')
  vim.lsp.start_client({
    name = 'nix-agents',
    cmd = { vim.env.NODE, vim.env.CLI, 'lsp', '--stdio' },
    root_dir = vim.fn.getcwd(),
    on_init = function(client) vim.lsp.buf_attach_client(0, client.id) end,
  })

  wait_for('a diagnostic', function() return #vim.diagnostic.get(0) > 0 end)
  results.diagnostics = vim.tbl_map(function(d) return { code = d.code, lnum = d.lnum, message = d.message } end, vim.diagnostic.get(0))

  vim.api.nvim_win_set_cursor(0, { 3, 6 })
  local hover = request('textDocument/hover', vim.lsp.util.make_position_params())
  results.hover = type(hover.contents) == 'table' and hover.contents.value or hover.contents

  vim.api.nvim_win_set_cursor(0, { 4, 5 })
  local completion = request('textDocument/completion', vim.lsp.util.make_position_params())
  results.completion = vim.tbl_map(function(item) return item.label end, completion.items or completion)

  vim.api.nvim_win_set_cursor(0, { 2, 4 })
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = vim.tbl_map(function(d) return d.user_data.lsp and {
    range = { start = { line = d.lnum, character = d.col }, ['end'] = { line = d.end_lnum, character = d.end_col } },
    code = d.code, message = d.message, severity = d.severity, source = d.source,
  } end, vim.diagnostic.get(0)) }
  local actions = request('textDocument/codeAction', params)
  results.actions = vim.tbl_map(function(action) return action.title end, actions)
  for _, action in ipairs(actions) do
    if action.title:find('publicKeys', 1, true) then
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
      break
    end
  end
  vim.cmd('write')
  wait_for('the diagnostic to go', function()
    for _, d in ipairs(vim.diagnostic.get(0)) do
      if d.code == 'binary-caches/missing-property' then return false end
    end
    return true
  end)
end

local ok, failure = pcall(run)
if not ok then results.failure = tostring(failure) end
local file = assert(io.open(vim.env.RESULTS, 'w'))
file:write(vim.json.encode(results))
file:close()
vim.cmd(ok and 'qall!' or 'cquit')
